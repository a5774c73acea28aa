"""A photo from the widget: the bot asks, it is picked on the device, and answers the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.scripted_engine import says
from tests.support.stage import Stage, visit

pytestmark = pytest.mark.e2e
OpenPage = Callable[..., Page]
PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"


async def asks_for_a_photo(ask: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for one, and thank for it when it comes."""
    if ask["payload"]:
        return says(ask, "Thank you for the photo")
    answer = says(ask, "Could you send a photo?")
    answer["messages"][0]["options"] = [{"title": "Send a photo", "payload": "gateway:photo"}]
    return answer


def test_the_photo_that_was_asked_for_goes_on_with_the_question(
    stage: Stage, open_page: OpenPage, tmp_path: Path
) -> None:
    stage.answers(asks_for_a_photo)
    page = open_page()
    customer = visit(page, stage.base)
    customer.say("my backpack is broken")
    picture = tmp_path / "backpack.png"
    picture.write_bytes(PNG)

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Send a photo").click()
    chooser.value.set_files(picture)

    expect(page.get_by_text("Thank you for the photo")).to_be_visible()
    expect(page.locator("support-panel").get_by_text("backpack.png")).to_be_visible()


def test_a_file_that_is_no_photo_is_refused_with_a_reason(
    stage: Stage, open_page: OpenPage, tmp_path: Path
) -> None:
    stage.answers(asks_for_a_photo)
    page = open_page()
    visit(page, stage.base).say("my backpack is broken")
    letter = tmp_path / "letter.png"
    letter.write_bytes(b"Dear shop")

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Send a photo").click()
    chooser.value.set_files(letter)

    expect(page.get_by_role("dialog").filter(has_text="JPEG, PNG or WebP")).to_be_visible()
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_role("dialog").filter(has_text="JPEG, PNG or WebP")).to_have_count(0)
