"""The gateway's own sentences: complete in every language, and past disclosure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.conversation.voice import Voice
from bot.disclosure import Reason, Withheld
from bot.model import Reviewed
from bot.texts import LANGUAGES, Texts, TextsError, blanks, spoken

ROOT = Path(__file__).parents[3]
TEXTS = Texts.load(ROOT / "data" / "texts.yml")
VOICE = Voice(TEXTS, "Reisgoed", "Pip", "/privacy")


def test_every_sentence_is_there_in_every_language() -> None:
    assert all(set(text) == set(LANGUAGES) for text in TEXTS.sentences.values())


def test_every_sentence_named_in_the_code_exists() -> None:
    code = "\n".join(
        path.read_text()
        for folder in ("gateway", "conversation")
        for path in (ROOT / "bot" / folder).glob("*.py")
    )
    named = set(re.findall(r'"((?:chat|held_back|names|errors|desk|brief|privacy)\.\w+)"', code))
    assert named
    assert named <= set(TEXTS.sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_to_hold_a_text_back_has_an_honest_sentence_instead(language: str) -> None:
    for reason in Reason:
        assert isinstance(VOICE.instead_of(Withheld(reason), language), Reviewed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bots_own_sentences_pass_disclosure(language: str) -> None:
    for key in TEXTS.sentences:
        if not key.startswith("chat.") or blanks(TEXTS.local(key)[language]):
            continue
        assert isinstance(VOICE.bot_says(key, language), Reviewed)
    assert isinstance(VOICE.no_answer(language), Reviewed)
    assert isinstance(VOICE.no_answer(language, busy=True), Reviewed)


@pytest.mark.parametrize("moods", ["on", "off", "ask_first", "never"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_disclosure_says_that_it_is_a_bot_and_how_to_reach_a_person(
    language: str, moods: str
) -> None:
    person = {"en": "Talk to a person", "nl": "Praat met een mens"}[language]
    text = str(VOICE.disclosure(language, again=False, moods=moods).body["text"])
    assert "bot" in text
    assert person in text
    assert person == TEXTS.say("chat.option_person", language)
    assert TEXTS.say(f"chat.disclosure_moods_{moods}", language).strip() in text


def test_a_broken_file_is_told_with_every_mistake_at_once() -> None:
    document = {"texts": {"chat": {"a": {"en": "x"}, "b": {"en": "{n}", "nl": "n"}, "c": "word"}}}
    with pytest.raises(TextsError) as caught:
        Texts.parse(document, "texts.yml")
    assert [line.split(":")[1].strip() for line in str(caught.value).splitlines()] == [
        "chat.a",
        "chat.b",
        "chat.c",
    ]


@pytest.mark.parametrize("document", [None, [], {"texts": None}, {"text": {}}])
def test_a_file_without_sentences_is_refused(document: object) -> None:
    with pytest.raises(TextsError):
        Texts.parse(document, "texts.yml")


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "texts.yml").write_text("texts: [")
    with pytest.raises(TextsError, match=r"texts\.yml"):
        Texts.load(tmp_path / "texts.yml")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("nl-BE", "nl"), ("nl_NL", "nl"), ("EN", "en"), ("fr", "nl"), (None, "nl"), ("", "nl")],
)
def test_a_locale_we_do_not_speak_gives_the_default_language(
    locale: str | None, language: str
) -> None:
    assert spoken(locale, "nl") == language


def test_blanks_are_found() -> None:
    assert blanks("{a} and {b}") == {"a", "b"}
