"""Reads Rasa's events as the conversation that empathy knows: what was said and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered

from bot.empathy import again, stakes, wish
from bot.empathy.signals import CLEAR, CROSS, UPSET, WELL, Behaviour, Said, likeliest
from bot.encoder import encoder
from bot.rasa_ext import things
from bot.rasa_ext.messages import is_payload
from bot.rasa_ext.plain import plain

HANDED_OVER = ("action_talk_to_human", "action_crisis")
UNSURE = "nlu_fallback"
WISH = "talk_to_human"
# A message that was not understood is nearest to this intent when it is at least so sure.
NEAR_ENOUGH = 0.15
# These intents ask for something; the same again is a question that was not solved.
ASKING = ("ask_", "report_", UNSURE)
# Cosines of the encoder: the same intent in other words, and one question that is not understood
# the same way twice. Of messages with different intents 1 pair in 1,200 comes so near.
SAME_MATTER = 0.47
SAME_WORDS = 0.62
# What these ask for is done when a claim was made good; the next time it is about another thing.
SOLVED_BY_A_CLAIM = ("ask_refund", "report_", "ask_rebook", "ask_compensation")
# This one asks for a day.
FOR_A_DAY = "ask_rebook"
# Under these one intent holds many matters, so only nearly the same words ask the same.
MANY_MATTERS = (UNSURE, "ask_knowledge", "ask_account", "ask_my_data", "give_feedback")
# How many messages back a question may have been asked.
LOOK_BACK = 12
# What a sure complaint shows even where the words are unknown to the mood classifier.
SURELY_CROSS = {"complain": 0.7, "abuse": 0.8}
# "I have a complaint" calls it by its name; how it is said still counts.
_ANNOUNCED = re.compile(r"\b(?:complaints?|complain|klacht(?:en)?)\b", re.IGNORECASE)
# It takes more than one answer of no use, so a reading that is likely enough counts.
LIKELY = 0.35
# A flow may understand what the classifier does not, such as the name of an item.
NOT_UNDERSTOOD = ("utter_unsure", "utter_not_understood", "utter_default")
# Said as often as the occasion comes.
COURTESY = (
    *("utter_greet", "utter_thank", "utter_goodbye", "utter_acknowledge", "utter_abuse"),
    *("utter_left", "utter_all_set", "utter_nudge_here", "utter_photo_kept"),
)
# A shorter text is a word in between, no answer.
SHORTEST_ANSWER = 20
REFUSAL = ("refused", "not_possible")


@dataclass(frozen=True)
class Exchange:
    """One message and what the bot said to it."""

    message: UserUttered
    answers: tuple[BotUttered, ...]


def exchanges(events: Iterable[Event]) -> list[Exchange]:
    """The messages since the last handoff, each with the answers; the handoff starts afresh."""
    found: list[tuple[UserUttered, list[BotUttered]]] = []
    handed_over = False
    for event in events:
        if isinstance(event, UserUttered):
            if handed_over:
                found, handed_over = [], False
            found.append((event, []))
        elif isinstance(event, BotUttered) and found:
            found[-1][1].append(event)
        elif isinstance(event, ActionExecuted) and event.action_name in HANDED_OVER:
            handed_over = True
    return [Exchange(message, tuple(answers)) for message, answers in found]


def history(events: Iterable[Event]) -> list[Said]:
    """Everything said since the last handoff, as empathy reads it."""
    passed = exchanges(events)[-LOOK_BACK:]
    silent = bool(passed) and _metadata(passed[-1].message).get("mood") is False
    found: list[Said] = []
    for exchange in passed:
        parse, text = exchange.message.parse_data, exchange.message.text or ""
        if silent:
            # Who switched it off is not judged by what was read before either.
            parse = cast(Any, {key: value for key, value in parse.items() if key != "emotion"})
        said = from_parse(parse, text, _unsolved(parse, passed, found))
        before = passed[len(found) - 1].answers if found else ()
        found.append(
            replace(
                said,
                unsure=said.unsure and _lost(exchange.answers),
                refused=any(_refuses(answer) for answer in exchange.answers),
                asked_again=bool(_questions(exchange.answers) & _questions(before)),
                looped=_looped(exchange.answers, passed[: len(found)]),
            )
        )
    return found


def from_parse(parse: Mapping[str, Any], text: str, earlier: Sequence[Said]) -> Said:
    """One message, from what the pipeline made of it, against what was said before."""
    intent, near = _intents(parse)
    spoken = not _by_button(parse, text)
    emotion = parse.get("emotion") or {}
    moods: Mapping[str, float] = emotion.get("moods") or {}
    cross = sum(moods.get(mood, 0.0) for mood in CROSS)
    calmly = moods.get("neutral", 0.0) >= CLEAR and _ANNOUNCED.search(text) is not None
    surely = intent if _sure(parse) and not calmly else ""
    if moods and spoken:
        cross = max(cross, SURELY_CROSS.get(surely, 0.0))
    distress = cross + moods.get("sad", 0.0) + moods.get("anxious", 0.0)
    heavy, sure = _stakes(parse, text) if spoken else (None, 0.0)
    repeats = parse.get("repeats")
    if repeats is None:
        upset = bool(moods) and _mood(moods, "") in UPSET
        repeats = asked_before(text, near, earlier, upset=upset) if spoken else 0
    course: Mapping[str, float] = parse.get("course") or {}
    missed = bool(earlier) and course.get("missed", 0.0) >= LIKELY
    return Said(
        text=text if spoken else "",
        mood=_mood(moods if spoken else {}, surely),
        distress=min(1.0, distress) if spoken else 0.0,
        cross=min(1.0, cross) if spoken else 0.0,
        intent=intent,
        spoken=spoken,
        repeats=int(repeats),
        near=near,
        unsure=intent == UNSURE and spoken,
        wish=_wish(parse, text, near) if spoken else intent == WISH,
        # Before anything was asked there is no answer to be of no use.
        missed=spoken
        and (missed or course.get("told", 0.0) >= CLEAR or _given_again(text, earlier)),
        failed=spoken and bool(earlier) and course.get("failed", 0.0) >= LIKELY,
        sounded=bool(moods) and spoken,
        stakes=heavy,
        certainty=sure,
    )


def _given_again(text: str, earlier: Sequence[Said]) -> bool:
    """Whether the bot asked again and is told a number that it was told before."""
    asked = bool(earlier) and earlier[-1].asked_again
    return asked and again.same_number(text, (said.text for said in earlier))


def _sure(parse: Mapping[str, Any]) -> bool:
    return float((parse.get("intent") or {}).get("confidence") or 0.0) >= CLEAR


def _intents(parse: Mapping[str, Any]) -> tuple[str, str]:
    """The intent, and for a message that was not understood the nearest one."""
    intent = str((parse.get("intent") or {}).get("name") or "")
    ranking = parse.get("intent_ranking") or []
    if intent != UNSURE or len(ranking) < 2 or ranking[1]["confidence"] < NEAR_ENOUGH:
        return intent, intent
    return intent, str(ranking[1]["name"])


def asked_before(text: str, intent: str, earlier: Sequence[Said], *, upset: bool = False) -> int:
    """How many earlier messages asked the same; about another number it is another matter."""
    asked = [said for said in earlier if said.spoken and said.near.startswith(ASKING)]
    if not intent.startswith(ASKING) or not asked or not text.strip():
        return 0
    rows = encoder().encode([_matter(text), *(_matter(said.text) for said in asked)])
    cosines = rows @ rows.T
    kinds = [intent, *(said.near for said in asked)]
    named = [_named(text, intent), *(_named(said.text, said.near) for said in asked)]
    reached, frontier = {0}, [0]
    while frontier:
        # The same question in yet other words may be near only to one in between.
        one = frontier.pop()
        for other in set(range(len(kinds))) - reached:
            alike = kinds[one] == kinds[other] and kinds[one] not in MANY_MATTERS
            near = SAME_MATTER if alike else SAME_WORDS
            if alike and upset and one == 0:
                near = -1.0  # who is upset by then asks it in quite other words
            other_object = any(
                known and named[other] and not known & named[other]
                for known in (named[0], named[one])
            )
            if cosines[one, other] >= near and not other_object:
                reached.add(other)
                frontier.append(other)
    return len(reached) - 1


def behaviour(events: Iterable[Event]) -> Behaviour:
    """What the gateway saw since the last handoff; a wait is not forgotten by the next message."""
    seen = [_signals(exchange.message) for exchange in exchanges(events)[-LOOK_BACK:]]
    if not seen:
        return Behaviour()
    return Behaviour(
        waiting_s=max(float(signals.get("waiting_s") or 0.0) for signals in seen),
        nudges=int(seen[-1].get("nudges") or 0),
        contact_again=any(bool(signals.get("contact_again")) for signals in seen),
    )


def _signals(message: UserUttered) -> Mapping[str, Any]:
    return _metadata(message).get("signals") or {}


def _metadata(message: UserUttered) -> Mapping[str, Any]:
    parse: Any = message.parse_data or {}
    return message.metadata or parse.get("metadata") or {}


def _matter(text: str) -> str:
    """What a question is about, without the number that it may or may not repeat."""
    return plain(things.without_numbers(text)) or plain(text)


def _named(text: str, intent: str) -> frozenset[str]:
    """What a question is about, by name: another date of travel is another matter too."""
    days = things.days(text) if intent == FOR_A_DAY else frozenset()
    return things.numbers(text) | days


def _unsolved(
    parse: Mapping[str, Any], passed: Sequence[Exchange], found: Sequence[Said]
) -> Sequence[Said]:
    """The messages that may be the same question still: those after the last claim made good."""
    intent = str((parse.get("intent") or {}).get("name") or "")
    if not intent.startswith(SOLVED_BY_A_CLAIM):
        return found
    solved = [i for i in range(len(found)) if any(map(_claims, passed[i].answers))]
    return found[solved[-1] + 1 :] if solved else found


def _claims(answer: BotUttered) -> bool:
    return bool((answer.metadata or {}).get("claims"))


def _by_button(parse: Mapping[str, Any], text: str) -> bool:
    metadata = parse.get("metadata") or {}
    if "by_button" in metadata:
        return bool(metadata["by_button"])
    return is_payload(text)


def _stakes(parse: Mapping[str, Any], text: str) -> tuple[str | None, float]:
    """What is at stake and how surely: as the pipeline read it, else by the words alone."""
    read = parse.get("stakes")
    if not read:
        return stakes.at(text), 1.0
    return str(read["name"]), stakes.certainty(float(read["confidence"]), text)


def _wish(parse: Mapping[str, Any], text: str, near: str) -> bool:
    """Whether a person is asked for: as the pipeline read it, else by intent and words alone."""
    course = parse.get("course")
    if not course:
        return near == WISH or wish.heard(text)
    sure = {one["name"]: float(one["confidence"]) for one in parse.get("intent_ranking") or []}
    others = [sure[name] for name in sure if name not in (WISH, UNSURE)]
    meant, otherwise = sure.get(WISH, 0.0), max(others, default=0.0)
    read = float(course.get("wish", 0.0))
    return wish.wanted(read, text, meant=meant, otherwise=otherwise)


def _mood(moods: Mapping[str, float], intent: str) -> str:
    name = likeliest(moods)
    return "angry" if moods and name in WELL and intent in SURELY_CROSS else name


def _name(answer: BotUttered) -> str:
    return str((answer.metadata or {}).get("utter_action") or "")


def _refuses(answer: BotUttered) -> bool:
    return any(word in _name(answer) for word in REFUSAL)


def _lost(answers: Sequence[BotUttered]) -> bool:
    """Whether the bot said that it did not understand; before it answers that is assumed."""
    return not answers or any(_name(answer) in NOT_UNDERSTOOD for answer in answers)


def _questions(answers: Sequence[BotUttered]) -> set[str]:
    return {_name(answer) for answer in answers if "_ask" in _name(answer)}


def _looped(answers: Sequence[BotUttered], passed: Sequence[Exchange]) -> bool:
    """Whether the bot gave an answer, in the same words, that it gave before.

    Questions, refusals and what was not understood are counted as such.
    """
    said = {answer.text for each in passed for answer in each.answers if _answers(answer)}
    return any(answer.text in said for answer in answers if _answers(answer))


def _answers(answer: BotUttered) -> bool:
    name, text = _name(answer), answer.text or ""
    plain = "_ask" not in name and name not in NOT_UNDERSTOOD and name not in COURTESY
    return plain and not _refuses(answer) and len(text) >= SHORTEST_ANSWER
