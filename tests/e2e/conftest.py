"""One running product for all end-to-end tests, and a browser to look at it with.

Package scope: Playwright's synchronous API holds an event loop of its own, which has to be gone
before asynchronous tests of other folders run. So tests in this folder are synchronous.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.running import Running, start


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Gateway and engine as `samenspel run` starts them, with fresh data."""
    running = start(tmp_path_factory.mktemp("product"))
    yield running
    running.stop()


@pytest.fixture(scope="package")
def browser(chromium: Path) -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium),
            args=[
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()
