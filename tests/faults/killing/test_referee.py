"""The referee of the kills finds every kind of breach, and nothing where there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.faults.killing.referee import Books, Heard, Story, TabStory, Taken, judge

LOG = (
    Heard(1, "disclosure", "system", "I am a bot"),
    Heard(2, "message", "customer", "one", client_id="a"),
    Heard(3, "receipt", "system", "", reference="P-1"),
    Heard(4, "message", "customer", "two", client_id="b"),
)
ANSWERS = (
    Heard(5, "message", "bot", "hello", answers="t-1:0"),
    Heard(6, "message", "bot", "what can be done?", answers="t-1:1"),
)
TAB = TabStory("left", (Taken("a", "one", 2), Taken("b", "two", 4)), LOG)
STORY = Story("c-1", (TAB,), LOG)
BOOKS = Books(settled=(("P-1", 500),), paid=(("P-1", 500),))


def _again(entries: tuple[Heard, ...], **changed: str) -> tuple[Heard, ...]:
    """The same once more, behind all that was said."""
    return tuple(replace(one, offset=7 + n, **changed) for n, one in enumerate(entries))


def test_a_turn_answered_in_two_messages_and_another_in_one_is_no_fault() -> None:
    log = (*LOG, *ANSWERS, Heard(7, "message", "bot", "and this", answers="t-2:0"))
    assert judge([Story("c-1", (TabStory("left", (), log),), log)], BOOKS).ok


def test_a_story_in_which_everything_is_kept_has_no_faults() -> None:
    verdict = judge([STORY], BOOKS)
    assert verdict.ok
    assert (verdict.messages, verdict.heard, verdict.effects) == (2, 4, 1)


@pytest.mark.parametrize(
    ("kind", "log"),
    [
        ("lost", LOG[:3]),
        ("lost", (*LOG[:3], replace(LOG[3], text="two, shortened"))),
        ("gap", (*LOG[:3], replace(LOG[3], offset=5))),
        ("doubled", (*LOG, replace(LOG[1], offset=5))),
        ("answered twice", (*LOG, *ANSWERS, *_again(ANSWERS, answers="t-1:0"))),
        ("answered twice", (*LOG, *ANSWERS, *_again(ANSWERS[:1]))),
        ("answered twice", (*LOG, *(replace(one, answers="t-1:0") for one in ANSWERS))),
        ("untold", tuple(replace(entry, reference="") for entry in LOG)),
        ("empty promise", (*LOG, replace(LOG[2], offset=5, reference="P-2"))),
        ("told twice", (*LOG, replace(LOG[2], offset=5))),
        ("unheard", (*LOG, Heard(5, "message", "bot", "sent to nobody"))),
        ("differs", (*LOG[:1], replace(LOG[1], author="bot"), *LOG[2:])),
    ],
)
def test_a_fault_in_the_log_is_found(kind: str, log: tuple[Heard, ...]) -> None:
    assert kind in judge([replace(STORY, log=log)], BOOKS).faults


@pytest.mark.parametrize(
    ("kind", "tab"),
    [
        ("order", replace(TAB, taken=TAB.taken[::-1])),
        ("order", replace(TAB, heard=(LOG[0], LOG[2], LOG[1], LOG[3]))),
        ("order", replace(TAB, heard=(*LOG, LOG[3]))),
        ("order", replace(TAB, heard=(LOG[0], *LOG[2:]))),
        ("differs", replace(TAB, heard=(*LOG[:3], replace(LOG[3], text="else")))),
        ("unheard", replace(TAB, heard=LOG[:2])),
    ],
)
def test_a_fault_in_what_a_tab_heard_is_found(kind: str, tab: TabStory) -> None:
    assert kind in judge([replace(STORY, tabs=(tab,))], BOOKS).faults


@pytest.mark.parametrize(
    ("kind", "books"),
    [
        ("twice", replace(BOOKS, paid=BOOKS.paid * 2)),
        ("unrecorded", replace(BOOKS, paid=(*BOOKS.paid, ("P-9", 100)))),
        ("unrecorded", replace(BOOKS, paid=(("P-1", 501),))),
        ("unpaid", replace(BOOKS, paid=())),
        ("open", replace(BOOKS, open=1)),
    ],
)
def test_a_fault_in_the_books_is_found(kind: str, books: Books) -> None:
    assert kind in judge([STORY], books).faults


def test_a_turn_that_nobody_ended_is_found() -> None:
    assert "unanswered" in judge([replace(STORY, unfinished=1)], BOOKS).faults
