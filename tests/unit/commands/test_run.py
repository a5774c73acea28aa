"""`samenspel run` with something wrong: one clear message, exit 2, no traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def run(data_dir: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "bot", *arguments),
            *("run", "--gateway-only", "--data-dir", str(data_dir)),
        ],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_broken_limits_are_told_with_file_and_line(tmp_path: Path) -> None:
    broken = tmp_path / "limits.yml"
    text = (ROOT / "limits.yml").read_text(encoding="utf-8")
    broken.write_text(text.replace("allow_up_to:", "alow_up_to:"), encoding="utf-8")

    done = run(tmp_path / "var", SAMENSPEL_LIMITS_FILE=str(broken))

    assert done.returncode == 2
    assert "limits.yml:" in done.stderr
    assert "did you mean allow_up_to" in done.stderr
    assert "Traceback" not in done.stderr


def test_broken_settings_are_told_all_at_once(tmp_path: Path) -> None:
    config = tmp_path / "samenspel.yml"
    config.write_text("port: banana\ncolour: red\n", encoding="utf-8")

    done = run(tmp_path / "var", "--config", str(config))

    assert done.returncode == 2
    assert "port: 'banana'" in done.stderr
    assert "colour" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = run(tmp_path / "var", SAMENSPEL_PORT=port)

    assert done.returncode == 2
    assert f"port {port} is taken" in done.stderr
    assert "Traceback" not in done.stderr
