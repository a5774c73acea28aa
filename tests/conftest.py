"""What every test may ask for, and the list of what was left out."""

import os
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent


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


TOGETHER = {"e2e": "browsers", "conversations": "engine", "nlu": "engine", "engine": "engine"}
"""Folders whose tests share something that takes long to start: one worker runs all of them."""
AT_ONCE = ("e2e", "conversations")
"""What one worker does alone for most of a run: begun late, the others would wait for its end.

Then come the files with a test that is marked as slow, for the same reason.
"""


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests wait a lot, for a browser or for an engine."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Share the tests out among workers (`make test`) by file, and by what is slow to start."""

    def place(item: pytest.Item) -> int:
        part = item.path.relative_to(HERE).parts[0]
        if part in AT_ONCE:
            return AT_ONCE.index(part)
        return len(AT_ONCE) + 2 * (item.path not in slow) + (part != "faults")

    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=place)
    for item in items:
        parts = item.path.relative_to(HERE).parts
        group = next((TOGETHER[part] for part in parts if part in TOGETHER), "/".join(parts))
        item.add_marker(pytest.mark.xdist_group(group))


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
