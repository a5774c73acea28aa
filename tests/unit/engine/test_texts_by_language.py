"""Which variation of a response is said."""

from __future__ import annotations

from typing import Any

from bot.rasa_ext.nlg import ResponsesByLanguage, choose


def when(**slots: str) -> list[dict[str, str]]:
    return [{"type": "slot", "name": name, "value": value} for name, value in slots.items()]


EN = {"text": "hello", "condition": when(language="en")}
NL = {"text": "hallo", "condition": when(language="nl")}
NL_ANGRY = {"text": "dat is vervelend", "condition": when(language="nl", mood="angry")}
PLAIN = {"text": "plain"}
EN_DESK = {"text": "desk", "condition": when(language="en"), "channel": "desk"}


def text(variations: list[dict[str, Any]], channel: str = "gateway", **slots: Any) -> str | None:
    chosen = choose(variations, slots, channel)
    return chosen["text"] if chosen else None


def test_the_customers_language_is_chosen() -> None:
    assert text([EN, NL, PLAIN], language="nl") == "hallo"


def test_more_conditions_that_hold_win_over_fewer() -> None:
    assert text([NL, NL_ANGRY], language="nl", mood="angry") == "dat is vervelend"
    assert text([NL, NL_ANGRY], language="nl", mood="neutral") == "hallo"


def test_a_variation_without_language_comes_before_another_language() -> None:
    assert text([EN, PLAIN], language="nl") == "plain"


def test_english_is_better_than_silence() -> None:
    assert text([EN], language="nl") == "hello"


def test_a_channel_wins_among_equals_and_never_over_the_language() -> None:
    assert text([EN, EN_DESK], channel="desk", language="en") == "desk"
    assert text([NL, EN_DESK], channel="desk", language="nl") == "hallo"
    assert text([EN, EN_DESK], channel="gateway", language="en") == "hello"


def test_nothing_that_fits_gives_the_default_response_instead_of_silence() -> None:
    responses = {"utter_x": [NL_ANGRY], "utter_default": [EN, NL]}
    said = ResponsesByLanguage(responses).generate_from_slots("utter_x", {"language": "nl"}, "g")
    assert said == {"text": "hallo", "condition": NL["condition"]}


def test_slots_and_keywords_are_filled_in_and_the_original_stays() -> None:
    responses = {"utter_x": [{"text": "{name}: {order}", "condition": when(language="en")}]}
    said = ResponsesByLanguage(responses).generate_from_slots(
        "utter_x", {"language": "en", "order": "O-20001"}, "gateway", name="Pip"
    )
    assert said is not None and said["text"] == "Pip: O-20001"
    assert responses["utter_x"][0]["text"] == "{name}: {order}"


def test_an_unknown_response_is_an_error_of_ours_and_gives_nothing() -> None:
    assert ResponsesByLanguage({}).generate_from_slots("utter_y", {}, "gateway") is None
