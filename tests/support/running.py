"""The whole product as real processes, for tests that look at it from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

START_WITHIN_S = 150.0
STOP_WITHIN_S = 20.0


class DidNotStart(AssertionError):
    """The product did not become ready; the message ends with its output."""


@dataclass
class Running:
    """A running product: where it answers, where its data lies, and its process."""

    base: str
    data_dir: Path
    process: subprocess.Popen[bytes]
    output: Path

    @property
    def log(self) -> str:
        """Everything the processes printed so far."""
        return self.output.read_text(errors="replace")

    def stop(self) -> int:
        """Stop as Ctrl-C does; returns the exit code. Kills it when it does not listen."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return int(self.process.returncode)


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def status(url: str) -> int | None:
    """The HTTP status of a page, or None when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def start(data_dir: Path, *, environment: dict[str, str] | None = None) -> Running:
    """Run `samenspel run` on a free port with its own data, and wait until it is ready."""
    port = free_port()
    data_dir.mkdir(parents=True, exist_ok=True)
    output = data_dir / "output.log"
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "bot", "run"),
                *("--port", str(port), "--data-dir", str(data_dir)),
            ],
            stdout=sink,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
    running = Running(f"http://127.0.0.1:{port}", data_dir, process, output)
    deadline = time.monotonic() + START_WITHIN_S
    while status(f"{running.base}/readyz") != 200:
        if process.poll() is not None or time.monotonic() > deadline:
            running.stop()
            raise DidNotStart(running.log[-4000:])
        time.sleep(0.3)
    return running
