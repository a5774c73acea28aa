"""`samenspel check` reads every text for customers: how it speaks is checked like what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.check_tone import Told, problems_of, tone_problems
from bot.settings import Brand, BrandWords, Settings

ROOT = Path(__file__).parents[3]
JE = Settings(limits_file=ROOT / "limits.yml")
U = replace(JE, form_of_address="u")


@pytest.mark.parametrize("settings", [JE, U], ids=["je", "u"])
def test_the_texts_that_ship_are_in_order_in_both_forms_of_address(settings: Settings) -> None:
    assert tone_problems(ROOT, settings) == []


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (Told("x", "en", "I'm so sorry."), "claims a feeling"),
        (Told("x", "nl", "Ik vind het heel erg."), "claims a feeling"),
        (Told("x", "nl", "Wat kan ik voor u doen, en wat wil je?"), "says u"),
        (Told("x", "en", "Great news!", "sad"), "sounds cheerful to somebody who is sad"),
    ],
)
def test_a_text_that_speaks_wrongly_is_named(told: Told, problem: str) -> None:
    assert [p for p in problems_of(told, JE) if problem in p]


def test_the_brands_words_are_looked_for_in_every_text() -> None:
    words = BrandWords(use={"parcel": "package"}, avoid=("unfortunately",))
    brand = replace(JE, brand=Brand(words=words))
    found = list(problems_of(Told("x", "en", "Unfortunately your parcel is late."), brand))
    assert [one.split(": ")[1] for one in found] == [
        "the brand avoids 'unfortunately'",
        "the brand says 'package', not 'parcel'",
    ]


def test_with_u_a_je_that_nobody_can_be_sure_of_is_asked_about() -> None:
    told = Told("x", "nl", "Als je knipoogt, weet ik het.")
    assert list(problems_of(told, JE)) == []
    assert "'je knipoogt'" in next(iter(problems_of(told, U)))


def test_limits_and_knowledge_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "data" / "knowledge").mkdir(parents=True)
    article = "answer:\n  en: I am very happy to explain.\n  nl: Zo gaat het.\n"
    (tmp_path / "data" / "knowledge" / "bags.yml").write_text(article, encoding="utf-8")
    limits = tmp_path / "limits.yml"
    limits.write_text("say:\n  en: No.\n  nl: Het spijt me.\n", encoding="utf-8")
    found = tone_problems(tmp_path, replace(JE, limits_file=limits))
    assert [one.split(":")[0] for one in found] == ["limits.yml", "bags.yml"]
