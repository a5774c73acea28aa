"""What every test may ask for, and the list of what was left out."""

import os
import shutil
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser for tests that need one; `make test` installs it where it can."""
    names = [os.environ.get("CHROMIUM") or "chromium", "chromium", "chromium-browser"]
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("no Chromium, and without it nobody saw the browser tests pass")
    if found is None:
        pytest.skip("no Chromium: install it, or set CHROMIUM=/path/to/it")
    return Path(found)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List and count what was skipped, with the reason, so that nobody takes it for passed."""
    reports = terminalreporter.stats.get("skipped", [])
    if not reports:
        terminalreporter.write_line("Left out: nothing.")
        return
    terminalreporter.section(f"LEFT OUT: {len(reports)}", yellow=True)
    for report in reports:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"{report.nodeid}: {reason}")
