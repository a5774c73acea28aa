"""A gateway as a process of its own, to be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.gateway import ROOT, environment_for
from tests.support.running import status

START_WITHIN_S = 40.0


class GatewayProcess:
    """`samenspel run --gateway-only` with the data in one folder, on one port."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.base = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "samenspel.yml").write_text("")

    async def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--gateway-only"],
            cwd=ROOT,
            stdout=(self.folder / "gateway.log").open("ab"),
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={
                **os.environ,
                **environment_for(self.folder, self.port),
                "SAMENSPEL_CONFIG": str(self.folder / "samenspel.yml"),
            },
        )
        deadline = asyncio.get_running_loop().time() + START_WITHIN_S
        while await asyncio.to_thread(status, f"{self.base}/healthz") != 200:
            late = asyncio.get_running_loop().time() > deadline
            if late or self._process.poll() is not None:
                self.kill()
                raise AssertionError((self.folder / "gateway.log").read_text()[-3000:])
            await asyncio.sleep(0.1)

    def kill(self) -> None:
        """kill -9: nothing is finished, nothing is tidied up."""
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self) -> int:
        """As the supervisor stops it. Returns its exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.terminate()
        return self._process.wait(20)
