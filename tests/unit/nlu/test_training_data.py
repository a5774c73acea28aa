"""There is enough to learn from in both languages, and no message means two things."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from bot.rasa_ext import tongue
from bot.rasa_ext.emotion import UNCLEAR
from bot.rasa_ext.examples import lines, moods, read
from tests.support.nearness import grams, too_close

DATA = Path("data")
MOODS = {"neutral", "satisfied", "frustrated", "angry", "sad", "anxious"}


def blocks() -> list[tuple[str, str | None, list[str]]]:
    return [
        (block["intent"], (block.get("metadata") or {}).get("mood"), lines(block["examples"], ""))
        for path in sorted(DATA.rglob("*.yml"))
        for block in read(path).get("nlu") or []
    ]


def test_every_intent_has_thirty_messages_in_each_language() -> None:
    counts: Counter[tuple[str, str]] = Counter()
    # Numbers, "ok" and "?" are nobody's language, and count for both.
    for intent, _, texts in blocks():
        for text in texts:
            language = tongue.guess(text).language
            for one in [language] if language else ["en", "nl"]:
                counts[intent, one] += 1
    few = {pair: count for pair, count in counts.items() if count < 30}
    assert few == {}


def test_every_mood_has_a_hundred_messages_in_each_language() -> None:
    counts = Counter((one.label, one.language) for one in moods(DATA / "emotion"))
    assert set(counts) == {(mood, language) for mood in MOODS for language in ("en", "nl")}
    assert min(counts.values()) >= 100


def test_messages_for_moods_alone_have_known_moods_and_stand_nowhere_else() -> None:
    found = moods(DATA / "emotion" / "moods_only")
    assert {one.label for one in found} == MOODS
    texts = [one.text.lower() for one in found]
    assert [text for text, times in Counter(texts).items() if times > 1] == []
    assert not set(texts) & {one.text.lower() for one in moods(DATA / "emotion")}


def test_what_tells_how_sure_a_mood_may_be_is_as_much_of_each_and_like_no_example() -> None:
    found = moods(DATA / "emotion" / "calibration")
    counts = Counter((one.label, one.language) for one in found)
    assert set(counts) == {(mood, language) for mood in MOODS for language in ("en", "nl")}
    assert min(counts.values()) >= 60
    for language in ("en", "nl"):
        assert len({counts[mood, language] for mood in MOODS}) == 1
    folders = (DATA / "emotion", DATA / "emotion" / "moods_only")
    learned = [one.text for folder in folders for one in moods(folder)]
    learned += [text for _, _, texts in blocks() for text in texts]
    assert too_close([one.text for one in found], map(grams, learned)) == []


def test_a_mood_beside_an_intent_is_a_mood() -> None:
    named = {mood for _, mood, _ in blocks() if mood is not None}
    assert named and named <= MOODS | {UNCLEAR}


def test_no_message_is_an_example_of_two_intents() -> None:
    meant: dict[str, set[str]] = defaultdict(set)
    for intent, _, texts in blocks():
        for text in texts:
            meant[text.lower()].add(intent)
    assert {text: names for text, names in meant.items() if len(names) > 1} == {}
