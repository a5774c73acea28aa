"""One running product for all end-to-end tests, and a browser to look at it with.

Package scope: Playwright's synchronous API holds an event loop of its own, which has to be gone
before asynchronous tests of other folders run. So tests in this folder are synchronous.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support import gateway, watching
from tests.support.running import Running, start
from tests.support.staffed import Staffed
from tests.support.stage import Stage

# What has to appear has this long, on machines where other tests run at the same time.
expect.set_options(timeout=20_000)


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


@pytest.fixture(scope="session")
def prepared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Databases, accounts and limits, to be copied for each test of the staff's pages."""
    folder = tmp_path_factory.mktemp("prepared_data")
    with ThreadPoolExecutor(1) as aside:  # Playwright's loop holds this thread
        aside.submit(lambda: asyncio.run(gateway.prepare(folder))).result()
    return folder


@pytest.fixture
def house(prepared_data: Path, tmp_path: Path) -> Iterator[Staffed]:
    """A gateway with fresh data beside a scripted engine."""
    running = Staffed(prepared_data, tmp_path)
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def nothing_forbidden() -> Iterator[None]:
    """An error of a page, or something that its content policy forbids, fails the test."""
    watching.seen.clear()
    yield
    assert watching.seen == []


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a browser of its own."""
    contexts: list[BrowserContext] = []

    def open(**more: object) -> Page:
        usual = {
            "locale": "en-GB",
            "viewport": {"width": 1440, "height": 900},
            "reduced_motion": "reduce",
        }
        context = watching.watched(browser, **{**usual, **more})
        contexts.append(context)
        return context.new_page()

    yield open
    for context in contexts:
        context.close()


@pytest.fixture
def stage(prepared_data: Path, tmp_path: Path) -> Iterator[Stage]:
    """A gateway that can be taken away and brought back, for tests of the widget."""
    running = Stage(prepared_data, tmp_path)
    yield running
    running.stop()
