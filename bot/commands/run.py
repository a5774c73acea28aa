"""`samenspel run`: gateway and engine, supervised; prints the addresses and demo log-ins."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import json
import os
import signal
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bot.commands.quiet import quiet
from bot.commands.supervisor import (
    WRONG_USE,
    Child,
    ChildFailed,
    Supervisor,
    command_for,
    stop_with_parent,
)
from bot.settings import Settings

READY_POLL_S = 0.3
STARTUP_LIMIT_S = 180.0


def run(settings: Settings, *, only: str | None, dev: bool, config: str) -> int:
    """Run one part in this process, or both under supervision. Returns the exit code."""
    quiet()
    if only == "gateway":
        return _gateway(settings)
    if only == "engine":
        from bot.rasa_ext.server import run as serve_engine

        stop_with_parent()
        serve_engine(settings)
        return 0
    return _both(settings, dev=dev, config=config)


def _gateway(settings: Settings) -> int:
    from bot.app import serve
    from bot.authority.limits import LimitsError
    from bot.connectors.http import DescriptionError
    from bot.texts import TextsError

    stop_with_parent()
    try:
        asyncio.run(serve(settings))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        _say(f"port {settings.port} is taken; choose another with --port or SAMENSPEL_PORT")
        return WRONG_USE
    except (DescriptionError, LimitsError, TextsError) as error:
        _say(f"cannot start, because of what is in a file:\n{error}")
        return WRONG_USE
    return 0


def _both(settings: Settings, *, dev: bool, config: str) -> int:
    from bot.commands import train

    with _alone(settings) as alone:
        if not alone:
            print(
                f"Samenspel already runs with the data in {settings.data_dir}. "
                "Stop it first, or give another --data-dir.",
                file=sys.stderr,
            )
            return WRONG_USE
        os.environ["SAMENSPEL_DATA_DIR"] = str(settings.data_dir)
        os.environ["SAMENSPEL_HOST"] = settings.host
        os.environ["SAMENSPEL_PORT"] = str(settings.port)
        code = train.run(settings, force=False)
        if code:
            return code
        try:
            asyncio.run(_supervise(settings, dev=dev, config=config))
        except ChildFailed as error:
            _say(str(error))
            return 1
    _say("stopped")
    return 0


async def _supervise(settings: Settings, *, dev: bool, config: str) -> None:
    supervisor = Supervisor(
        [Child(part, command_for(part, config)) for part in ("gateway", "engine")], say=_say
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, supervisor.stop)
    _say("starting gateway and engine (the engine needs some seconds to load the model)")

    async def alongside() -> None:
        await _announce_when_ready(settings)
        if dev:
            from bot.commands.reload import watch

            await watch(settings, supervisor, say=_say)

    await supervisor.run(alongside)


async def _announce_when_ready(settings: Settings) -> None:
    begun = time.monotonic()
    base = f"http://{_reachable(settings.host)}:{settings.port}"
    told_gateway = False
    while time.monotonic() - begun < STARTUP_LIMIT_S:
        state = await asyncio.to_thread(_status, f"{base}/readyz")
        if state == 200:
            break
        if state is not None and not told_gateway:
            _say("gateway is up, waiting for the engine")
            told_gateway = True
        await asyncio.sleep(READY_POLL_S)
    else:
        _say("not ready yet; the messages above say what is wrong. Still trying.")
        return
    _say(f"ready after {time.monotonic() - begun:.0f} s\n")
    print(_addresses(settings, base), flush=True)


def _addresses(settings: Settings, base: str) -> str:
    lines = []
    if settings.demo:
        from bot.staff import DEMO_ACCOUNTS

        lines.append(f"  Demo shop with the chat   {base}/")
        lines.append(f"  Desk (human agents)       {base}/desk/")
        lines.append(f"  Operator page             {base}/console/")
        lines.append("")
        lines.append("  Demo log-ins (demo mode only)")
        lines.extend(
            f"    {account.name:<8} {account.password:<20} {account.role}"
            for account in DEMO_ACCOUNTS
        )
    else:
        lines.append(f"  Widget    {base}/widget/loader.js")
        lines.append(f"  Desk      {base}/desk/")
        lines.append(f"  Operator  {base}/console/")
    lines.append("")
    lines.append("  Stop with Ctrl-C.")
    return "\n".join(lines)


def _status(url: str) -> int | None:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, json.JSONDecodeError):
        return None


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[bool]:
    """Hold a lock on the data folder, so that two supervisors never share one engine socket."""
    folder = Path(settings.data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _say(text: str) -> None:
    print(f"samenspel: {text}", file=sys.stderr, flush=True)
