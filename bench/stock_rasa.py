"""Stock Rasa on the bot's own flows: `rasa run` and `rasa run actions`, and the model for them.

The same domain, rules, responses and actions; Rasa's own light pipeline, policies, tracker store,
lock store, responses and socket.io channel. It runs in an environment of its own, with
TensorFlow, without which stock Rasa does not start: `make tensorflow-env`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bench.figures import ROOT
from bench.stock import PIPELINE
from bench.tensorflow import PYTHON, QUIET
from tests.support.running import START_WITHIN_S, STOP_WITHIN_S, DidNotStart, free_port, status

FOLDER = ROOT / "bench" / "out" / "stock"
MISSING = "stock Rasa needs TensorFlow, which is not here: `make tensorflow-env` gets it"
CONFIG = {
    "recipe": "default.v1",
    "assistant_id": "stock",
    "language": "en",
    "pipeline": PIPELINE,
    "policies": [
        {"name": "MemoizationPolicy"},
        {"name": "RulePolicy", "core_fallback_threshold": 0.3},
    ],
}
CREDENTIALS = {"socketio": {"user_message_evt": "user_uttered", "bot_message_evt": "bot_uttered"}}


def available() -> bool:
    """Whether the environment is there."""
    return PYTHON.exists()


def endpoints(folder: Path, actions_port: int) -> dict[str, Any]:
    """Rasa's own store on SQLite, and actions in a process of their own."""
    return {
        "action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"},
        "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(folder / "rasa.db")},
    }


def model(progress: Callable[[str], None]) -> Path:
    """The model of the present flows; trained when there is none."""
    digest = hashlib.sha256(yaml.safe_dump(CONFIG).encode())
    for file in sorted(one for name in ("domain", "data") for one in (ROOT / name).rglob("*.yml")):
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    made_of = digest.hexdigest()[:16]
    path = FOLDER / "models" / f"{made_of}.tar.gz"
    if path.exists():
        return path
    progress("training stock Rasa's model")
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir(parents=True)
    config = _written(FOLDER / "config.yml", CONFIG)
    given = ["--config", config, "--domain", "domain", "--data", "data", "--out", path.parent]
    log = FOLDER / "train.log"
    with log.open("wb") as sink:
        command = [PYTHON, "-m", "rasa", "train", *given, "--fixed-model-name", made_of]
        subprocess.run(
            command, cwd=ROOT, env=_environment({}), stdout=sink, stderr=sink, check=False
        )
    if not path.exists():
        raise RuntimeError(f"stock Rasa trained no model: {log.read_text()[-2000:]}")
    return path


@dataclass
class StockRasa:
    """A running one: where its channel answers, and its processes by name."""

    base: str
    processes: Mapping[str, subprocess.Popen[bytes]]
    output: Path

    @property
    def log(self) -> str:
        """Everything the processes printed so far."""
        return self.output.read_text(errors="replace")

    @property
    def pids(self) -> dict[str, int]:
        """The server and the action server."""
        return {name: process.pid for name, process in self.processes.items()}

    def stop(self) -> None:
        """Stop both; kills what does not listen."""
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def start(folder: Path, trained: Path, settings: Mapping[str, str]) -> StockRasa:
    """Start both at once and wait until both answer."""
    folder.mkdir(parents=True, exist_ok=True)
    port, actions_port = free_port(), free_port()
    places = [
        *("--endpoints", _written(folder / "endpoints.yml", endpoints(folder, actions_port))),
        *("--credentials", _written(folder / "credentials.yml", CREDENTIALS)),
    ]
    commands: dict[str, list[str | Path]] = {
        "actions": ["run", "actions", "--actions", "actions", "--port", str(actions_port)],
        "server": ["run", "--model", trained, *places, "--port", str(port), "-i", "127.0.0.1"],
    }
    output = folder / "output.log"
    with output.open("ab") as sink:
        processes = {
            name: subprocess.Popen(
                [PYTHON, "-m", "rasa", *command],
                cwd=ROOT,
                env=_environment(settings),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
            for name, command in commands.items()
        }
    running = StockRasa(f"http://127.0.0.1:{port}", processes, output)
    deadline = time.monotonic() + START_WITHIN_S
    for url in (f"http://127.0.0.1:{actions_port}/health", f"{running.base}/"):
        while status(url) != 200:
            ended = any(process.poll() is not None for process in processes.values())
            if ended or time.monotonic() > deadline:
                running.stop()
                raise DidNotStart(running.log[-4000:])
            time.sleep(0.1)
    return running


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **QUIET, **settings, "RASA_TELEMETRY_ENABLED": "false"}


def _written(path: Path, content: Mapping[str, Any]) -> Path:
    path.write_text(yaml.safe_dump(dict(content)), encoding="utf-8")
    return path
