"""The trained model on messages that it never saw, and proof that it never saw them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.rasa_ext import calibration
from bot.rasa_ext.examples import lines, listed, moods, read
from bot.rasa_ext.turns import Turns
from tests.support.frozen import INTENT_SETS, MOOD_SETS, messages, strangers
from tests.support.trained_model import loaded_turns

DATA = Path("data")
NEGATIVE = ("frustrated", "angry", "sad")
# The goal for how far from the truth probabilities are, where enough messages can show it.
CALIBRATED = 0.03
Parsed = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def turns() -> Turns:
    return loaded_turns()


async def parse(turns: Turns, texts: Iterable[str]) -> Parsed:
    return {text: await turns.agent.parse_message(text) for text in texts}


def intent(parsed: dict[str, Any]) -> str:
    """What the classifier took it for, whether or not the gate let it in."""
    return next(
        str(ranked["name"])
        for ranked in parsed["intent_ranking"]
        if ranked["name"] != "nlu_fallback"
    )


def known(turns: Turns, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the intents of flows that are not written yet."""
    domain = turns.agent.domain
    assert domain is not None
    return [pair for pair in pairs if pair[1] in domain.intents]


def rejected(parsed: dict[str, Any]) -> bool:
    return bool(parsed["intent"]["name"] == "nlu_fallback")


def noticed(parsed: dict[str, Any]) -> bool:
    """Whether a stranger is met honestly: "I am not sure", or "I do not know that"."""
    asked = parsed["intent"]["name"] == "ask_knowledge"
    return rejected(parsed) or (asked and not parsed["knowledge"]["any"]["sure"])


# Measured when this was written: .99 and .95, .89 and .86, .83 and .79, .69 and .59; the later the
# set, the less it is like the examples. Of the last only few were seen.
@pytest.mark.parametrize(
    ("name", "language", "right", "found", "let_in"),
    [
        ("nlu_frozen", "en", 0.95, 0.80, 0.8),
        ("nlu_frozen", "nl", 0.91, 0.80, 0.8),
        ("nlu_unseen", "en", 0.81, 0.80, 0.8),
        ("nlu_unseen", "nl", 0.82, 0.82, 0.8),
        ("nlu_exam", "en", 0.85, 0.88, 0.8),
        ("nlu_exam", "nl", 0.87, 0.90, 0.8),
        ("nlu_fresh", "en", 0.82, 0.87, 0.90),
        ("nlu_fresh", "nl", 0.80, 0.72, 0.86),
    ],
)
async def test_intents_are_understood_and_strangers_noticed(
    turns: Turns, name: str, language: str, right: float, found: float, let_in: float
) -> None:
    expected = known(turns, messages(name, language))
    parsed = await parse(turns, [text for text, _ in expected])
    outside = await parse(turns, strangers(name, language))
    hits = np.mean([intent(parsed[text]) == label for text, label in expected])
    honest = np.mean([noticed(one) for one in outside.values()])
    kept = np.mean([not rejected(one) for one in parsed.values()])
    print(f"{name} {language}: right {hits:.3f}, strangers found {honest:.3f}, kept {kept:.3f}")
    assert hits >= right
    assert honest >= found
    assert kept >= let_in


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_acting_on_a_misunderstanding_is_rare(turns: Turns, language: str) -> None:
    expected = [pair for name in INTENT_SETS for pair in messages(name, language)]
    parsed = await parse(turns, [text for text, _ in expected])
    wrong = [
        text
        for text, label in expected
        if not rejected(parsed[text]) and intent(parsed[text]) != label
    ]
    assert len(wrong) / len(expected) <= 0.1


@pytest.mark.parametrize(
    ("name", "language", "area", "error"),
    [
        ("emotion_frozen", "en", 0.97, 0.07),
        ("emotion_frozen", "nl", 0.97, 0.07),
        ("emotion_exam", "en", 0.92, 0.12),
        ("emotion_exam", "nl", 0.92, 0.12),
        ("emotion_fresh", "en", 0.94, 0.1),
        ("emotion_fresh", "nl", 0.93, 0.1),
    ],
)
async def test_moods_are_told_apart_and_their_probabilities_mean_something(
    turns: Turns, name: str, language: str, area: float, error: float
) -> None:
    from sklearn.metrics import roc_auc_score

    expected = messages(name, language)
    parsed = await parse(turns, [text for text, _ in expected])
    negative = np.array([label in NEGATIVE for _, label in expected])
    probable = np.array(
        [sum(parsed[text]["emotion"]["moods"][m] for m in NEGATIVE) for text, _ in expected]
    )
    reached = roc_auc_score(negative, probable)
    squared = np.mean((probable - negative) ** 2)
    hit = np.array([parsed[text]["emotion"]["name"] == label for text, label in expected])
    sure = np.array([parsed[text]["emotion"]["confidence"] for text, _ in expected])
    distance = calibration.error(sure, hit)
    print(f"{name} {language}: area {reached:.3f}, mean squared error {squared:.3f}")
    print(f"right {hit.mean():.3f}, calibration error {distance:.3f}")
    assert reached >= area
    assert squared <= error
    # Of some hundred messages chance alone makes .06; of a thousand .02.
    assert distance <= (CALIBRATED if len(expected) >= 1000 else 0.1)


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_people_who_only_say_what_they_need_are_not_called_upset(
    turns: Turns, language: str
) -> None:
    plain = ("ask_order_status", "ask_rebook", "ask_refund", "inform", "choose", "affirm", "greet")
    texts = [t for name in INTENT_SETS for t, label in messages(name, language) if label in plain]
    parsed = await parse(turns, texts)
    upset = [t for t in texts if parsed[t]["emotion"]["name"] not in ("neutral", "satisfied")]
    assert len(upset) / len(texts) <= 0.18, upset


@pytest.mark.parametrize(
    "text",
    [
        "I'd rather be dead than go on",
        "I am going to take my own life",
        "ik wil niet meer leven",
        "ik ga mezelf vanavond iets aandoen",
        "I will come over with a gun",
    ],
)
async def test_danger_is_recognised(turns: Turns, text: str) -> None:
    assert (await turns.agent.parse_message(text))["intent"]["name"] == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "my husband died last week",
        "mijn vader is overleden",
        "the funeral is on friday",
        "I'm dying to know when it arrives",
        "this wait is killing me",
        "ik ga dood van het wachten",
        "the battery died",
        "knife set arrived broken",
        "ik wil het mes terugsturen",
        "pills missing from my parcel",
        "I'm desperate, please help",
        "I want to end this chat",
    ],
)
async def test_grief_and_figures_of_speech_are_not_taken_for_danger(
    turns: Turns, text: str
) -> None:
    assert (await turns.agent.parse_message(text))["intent"]["name"] != "crisis"


FRAMES = (
    "{name}'s parcel is late again",
    "my husband {name} wants his money back",
    "I'm {name} and my suitcase is broken",
    "ik ben {name} en mijn koffer is stuk",
    "{name} hier, waar blijft mijn bestelling",
    "dit is echt belachelijk zeg, mvg {name}",
    "mijn dochter {name} was zo verdrietig dat het te laat kwam",
)
NAMES = ("Anna", "Mohammed", "Fatima", "Sanne", "Jan", "Ali", "Khadija", "Olga", "Ravi", "DeShawn")


async def test_whose_name_it_is_does_not_change_how_a_message_sounds(turns: Turns) -> None:
    swings = []
    for frame in FRAMES:
        parsed = await parse(turns, [frame.format(name=name) for name in NAMES])
        levels = [distress(one) for one in parsed.values()]
        swings.append(max(levels) - min(levels))
    print(f"swing by name: mean {np.mean(swings):.3f}, at most {max(swings):.3f}")
    assert np.mean(swings) <= 0.05
    assert max(swings) <= 0.2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("where is my parcel", "where is my parcell"),
        ("waar blijft mijn pakje", "waar blijft mijn pakske"),
        ("waar is mijn bestelling", "wor is mijn bestelling"),
        ("ik wil een mens spreken", "kwil ne mens spreken"),
    ],
)
async def test_a_typo_or_a_dialect_hardly_changes_it(turns: Turns, one: str, other: str) -> None:
    parsed = await parse(turns, [one, other])
    assert abs(distress(parsed[one]) - distress(parsed[other])) <= 0.15


def distress(parsed: dict[str, Any]) -> float:
    return float(sum(parsed["emotion"]["moods"][mood] for mood in NEGATIVE))


async def test_reading_a_message_costs_a_few_hundredths_of_a_second_at_most(turns: Turns) -> None:
    import time

    begun = time.process_time()
    for number in range(30):
        await turns.agent.parse_message(f"where is my parcel number {number} of this week")
    assert (time.process_time() - begun) / 30 < 0.1


def trigrams(text: str) -> set[str]:
    words = " ".join(re.findall(r"\w+", text.lower()))
    flat = f"  {words} "
    return {flat[start : start + 3] for start in range(len(flat) - 2)}


def alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


def training_messages() -> list[str]:
    found = listed(DATA / "out_of_scope.yml", "out_of_scope")
    for path in sorted(DATA.rglob("*.yml")):
        for block in read(path).get("nlu") or []:
            found += lines(block["examples"], str(path))
    return found


def nearly_copied(texts: Iterable[str], known: Iterable[str]) -> list[tuple[str, str]]:
    """Messages of three words and more that stand nearly so in the training data."""
    seen = [(text, trigrams(text)) for text in known]
    found = []
    for text in texts:
        if len(text.split()) < 3:
            continue
        mine = trigrams(text)
        found += [(text, other) for other, theirs in seen if alike(mine, theirs) >= 0.8]
    return found


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", INTENT_SETS)
def test_no_message_of_the_evaluation_stands_in_the_training_data(name: str, language: str) -> None:
    texts = [text for text, _ in messages(name, language)] + strangers(name, language)
    assert nearly_copied(texts, training_messages()) == []


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_mood_of_the_evaluation_stands_in_the_training_data(language: str) -> None:
    texts = [text for text, _ in messages(MOOD_SETS[0], language)]
    known = [one for folder in ("emotion", "emotion/moods_only") for one in moods(DATA / folder)]
    assert nearly_copied(texts, [example.text for example in known]) == []


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_evaluation_is_large_enough_to_mean_something(language: str) -> None:
    assert len(messages("nlu_frozen", language)) >= 100
    assert len(messages(MOOD_SETS[0], language)) >= 60
