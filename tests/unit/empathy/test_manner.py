"""No text pretends a feeling, cheers at somebody upset or breaks the brand's words."""

from __future__ import annotations

import pytest

from bot.empathy import manner


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I'm so sorry to hear that."),
        ("en", "I am really happy to help."),
        ("en", "I understand your frustration."),
        ("en", "I completely understand how this must be."),
        ("en", "My sincere condolences."),
        ("en", "I feel for you."),
        ("nl", "Ik vind het heel erg voor je."),
        ("nl", "Ik vind het vervelend om te horen."),
        ("nl", "Ik ben blij dat het gelukt is."),
        ("nl", "Het spijt me."),
        ("nl", "Ik begrijp je frustratie."),
        ("nl", "Ik kan me goed voorstellen dat dit vervelend is."),
        ("nl", "Ik leef met je mee."),
        ("nl", "Mijn oprechte deelneming."),
    ],
)
def test_a_feeling_that_a_machine_does_not_have_is_found(language: str, text: str) -> None:
    assert manner.feeling(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "This is a fixed answer. I am a bot and do not feel anything."),
        ("en", "That is our fault, and we are sorry for the delay."),
        ("en", "I am not sure that I understand you."),
        ("nl", "Dat ligt aan ons, en het spijt ons."),
        ("nl", "Ik weet niet zeker of ik je begrijp."),
        ("nl", "Dat is naar om mee te maken."),
        ("nl", "Ik vind het nummer niet."),
        ("nl", "Ik ben een bot en voel niets."),
    ],
)
def test_what_a_firm_can_say_and_what_a_bot_denies_is_no_claim(language: str, text: str) -> None:
    assert manner.feeling(text, language) is None


def test_cheer_is_found() -> None:
    assert manner.cheer("Hello!") == "!"
    assert manner.cheer("Fijn dat je er bent.") == "Fijn"
    assert manner.cheer("Goodbye. Take care.") is None


def test_the_brands_words_are_kept() -> None:
    broken = manner.unwanted("Helaas, je klantnummer klopt niet", ["helaas"], {"klantnummer": "nr"})
    assert broken == ["avoids 'helaas'", "says 'nr', not 'klantnummer'"]
    assert manner.unwanted("Je klantnummers", ["klant"], {}) == []
