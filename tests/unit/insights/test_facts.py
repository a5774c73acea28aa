"""The facts of one conversation, out of what was recorded of it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.insights.facts import Facts, derive, honest
from bot.insights.steps import Step
from bot.model import Mode, Outcome
from tests.support.history import Story

NOON = datetime(2026, 11, 2, 12, tzinfo=timezone.utc)
REFUND = ("flow", "refund_order")
DONE = ("status", "refund_order", "done")


def story() -> Story:
    return Story("c1", NOON, customer="C-1001", about="order:O-20001")


def step(found: Facts, kind: str) -> list[Step]:
    return [one for one in found.steps if one.kind == kind]


def test_what_the_bot_finished_was_solved_by_the_bot() -> None:
    told = story()
    told.says("ask_refund", REFUND, ("asked", "order_number"), ("said", "utter_ask_order_number"))
    told.says("inform", ("asked", ""), DONE, ("said", "utter_refund_order_done"))
    told.ruled(Outcome.ALLOW, granted=5000)

    found = derive(told.material())

    assert found.solved_by == "bot"
    assert not found.left
    assert [one.name for one in step(found, "intent")] == ["ask_refund", "inform"]
    assert found.object == "order:O-20001"
    assert [(one.flow, one.name) for one in step(found, "finished")] == [("refund_order", "done")]
    assert step(found, "left") == []
    assert (found.messages, found.answers) == (2, 2)


def test_who_goes_away_with_a_question_open_was_not_helped() -> None:
    told = story()
    told.says("ask_refund", REFUND, ("asked", "order_number"))

    found = derive(told.material())

    assert found.solved_by == "nobody"
    assert found.left_at == "order_number"
    assert [(one.flow, one.name) for one in step(found, "left")] == [
        ("refund_order", "order_number")
    ]


def test_a_question_that_comes_again_is_counted_each_time() -> None:
    told = story()
    told.says("ask_refund", REFUND, ("asked", "order_number"))
    told.says("nlu_fallback", ("asked", "order_number"), ("said", "utter_not_understood"))
    told.says("inform", ("asked", ""), DONE)

    found = derive(told.material())

    assert [one.times for one in step(found, "asked")] == [2]
    assert found.fallbacks == 1


def test_another_wish_in_the_middle_leaves_the_first() -> None:
    told = story()
    told.says("ask_refund", REFUND, ("asked", "order_number"))
    told.says("ask_invoice", ("flow", "invoice_copy"), ("asked", ""))

    found = derive(told.material())

    assert [one.flow for one in step(found, "left")] == ["refund_order"]
    assert [one.flow for one in step(found, "entered")] == ["invoice_copy", "refund_order"]


def test_the_mood_turned_where_it_rose_most_and_after_what_was_said_then() -> None:
    told = story()
    told.says("ask_refund", REFUND, ("said", "utter_outcome_refused"), level=0.1)
    told.says("deny", ("said", "utter_outcome_refused_again"), level=0.5)
    told.says("deny", ("said", "utter_goodbye"), level=0.6)

    found = derive(told.material())

    assert found.mood.fell
    assert (found.mood.start, found.mood.end, found.mood.most) == (0.1, 0.6, 0.6)
    assert found.mood.turned_after == "utter_outcome_refused"
    assert [one.name for one in step(found, "said") if one.fell] == ["utter_outcome_refused"]


def test_without_consent_there_is_no_mood() -> None:
    told = story()
    told.says("ask_refund", level=0.1)
    told.says("deny", level=0.9)
    material = told.material()

    found = derive(type(material)(**{**vars(material), "mood_on": False}))

    assert found.mood.start is None
    assert not found.mood.fell


def test_questions_after_the_wish_for_a_person_are_counted_until_one_comes() -> None:
    told = story()
    told.says("ask_refund", REFUND, ("asked", "order_number"))
    told.says("talk_to_human", ("asked", "order_number"))
    told.says("inform", ("asked", "items"))
    told.says("talk_to_human", ("handed", "asked"))
    told.person("asked", waits_s=90, handles_s=300)

    found = derive(told.material())

    assert [one.times for one in step(found, "asked_on")] == [2]
    assert [one.times for one in step(found, "wanted")] == [2]
    assert (found.waited_s, found.handled_s) == (90, 320)
    assert found.solved_by == "person"


def test_who_waits_for_a_person_in_vain_was_helped_by_nobody() -> None:
    told = story()
    told.says("talk_to_human", ("handed", "asked"))
    told.person("asked", waits_s=None)

    found = derive(told.material())

    assert told.mode is Mode.WAITING
    assert found.solved_by == "nobody"


def test_an_article_told_twice_did_not_help() -> None:
    told = story()
    told.says("ask_knowledge", ("article", "pets"))
    told.says("ask_knowledge", ("article", "pets"))

    found = derive(told.material())

    assert [(one.name, one.times) for one in step(found, "repeated")] == [("pets", 1)]


def test_coming_back_after_a_silence_is_a_new_contact() -> None:
    told = story()
    told.says("ask_refund", REFUND, DONE, ("said", "utter_refund_order_done"))
    told.wait(days=2)
    told.says("ask_refund", ("said", "utter_done_before"))

    found = derive(told.material())

    assert found.returned_at is not None
    assert found.returned_at - NOON > timedelta(days=2)


def test_who_goes_on_within_hours_is_still_there() -> None:
    told = story()
    told.says("ask_refund", REFUND, DONE, ("said", "utter_refund_order_done"))
    told.wait(hours=3)
    told.says("thank", ("said", "utter_thanks"))

    assert derive(told.material()).returned_at is None


def test_what_followed_on_a_refusal_stands_with_it() -> None:
    told = story()
    told.says("ask_refund", REFUND, ("said", "utter_outcome_refused"), level=0.1)
    told.ruled(Outcome.REFUSE, rule="in_time")
    told.says("talk_to_human", ("handed", "asked"), level=0.6)
    told.person("asked", waits_s=60, handles_s=600)

    (after,) = derive(told.material()).after

    assert after.fell
    assert after.handed
    assert after.handled_s == 620
    assert after.honest


def test_honest_is_against_whom_nothing_speaks() -> None:
    told = story()
    told.says("ask_refund", REFUND)
    told.ruled(Outcome.REFUSE, rule="in_time")
    told.ruled(Outcome.REFUSE, rule="in_time", alone=False)
    told.ruled(Outcome.REFUSE, rule="in_time", refunds=3)
    told.ruled(Outcome.REFUSE, rule="in_time", refunds=3, overruled=True)
    told.ruled(Outcome.APPROVE, rule="allow_up_to", refunds=5, approval="approved")
    told.ruled(Outcome.ALLOW)

    assert [honest(one) for one in told.rulings] == [True, False, False, True, True, False]


def test_twice_the_same_material_gives_the_same_facts() -> None:
    told = story()
    told.says("ask_refund", REFUND, ("asked", "order_number"))
    told.says("inform", ("asked", ""), DONE)

    assert derive(told.material()) == derive(told.material())
