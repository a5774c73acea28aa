"""The nginx of deploy/ before two real gateways. Left out where nginx is not installed."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import socketio

from tests.support.gateway import Gateway
from tests.support.running import free_port, status
from tests.support.tabs import Tab

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx") or ""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
pytestmark = pytest.mark.skipif(not NGINX, reason="nginx is not installed")


@pytest.fixture
async def balanced(gateway: Gateway, tmp_path: Path) -> AsyncIterator[str]:
    """The address of nginx. The first of its two gateways is not there."""
    port, folder = free_port(), tmp_path / "nginx"
    folder.mkdir()
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{port};")
    text = text.replace("gateway-1:8080", f"127.0.0.1:{free_port()}")
    text = text.replace("gateway-2:8080", gateway.base.removeprefix("http://"))
    text = re.sub(r"worker_(rlimit_nofile|connections) \d+;", r"", text)
    places = "".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
    text = text.replace("http {", f"http {{ {places}", 1)
    file = folder / "nginx.conf"
    file.write_text(f"daemon off; pid {folder}/pid; error_log {folder}/error.log; {text}")
    process = await asyncio.create_subprocess_exec(NGINX, "-p", str(folder), "-c", str(file))
    base = f"http://127.0.0.1:{port}"
    for _ in range(100):
        if await asyncio.to_thread(status, f"{base}/healthz") == 200:
            break
        await asyncio.sleep(0.05)
    yield base
    process.terminate()
    await process.wait()


async def test_a_customer_talks_through_it(balanced: str) -> None:
    tab = await Tab.open(balanced, locale="en")
    await tab.say("hello")
    await tab.answered("echo: hello")
    await tab.close()


async def test_whoever_polls_keeps_to_one_gateway(balanced: str) -> None:
    client = socketio.AsyncClient(reconnection=False)
    ready = asyncio.Event()
    client.on("ready", lambda _: ready.set(), namespace="/chat")
    await client.connect(balanced, namespaces=["/chat"], transports=["polling"])
    await asyncio.wait_for(ready.wait(), 5)
    await client.disconnect()


async def test_metrics_and_readiness_are_not_for_the_internet(balanced: str) -> None:
    async with aiohttp.ClientSession(balanced) as session:
        for path, wanted in (("/metrics", 404), ("/readyz", 404), ("/healthz", 200)):
            async with session.get(path) as answer:
                assert answer.status == wanted, path
