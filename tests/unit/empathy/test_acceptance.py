"""Who takes a no for an answer says so in few words; a complaint says something else."""

from __future__ import annotations

import pytest

from bot.empathy import acceptance


@pytest.mark.parametrize(
    "text",
    [
        "pity, but I understand",
        "fair enough, I was late",
        "oh well",
        "it can't be helped",
        "dat is jammer, maar snap ik",
        "tja, regels zijn regels",
        "niets aan te doen dan",
        "jammer maar helaas",
        "ach, mijn fout, te laat besteld",
    ],
)
def test_a_shrug_is_heard(text: str) -> None:
    assert acceptance.heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "that is a disgrace",
        "I do not understand this at all",
        "you don't understand",
        "I can't understand why",
        "dat snap ik niet",
        "hier begrijp ik niks van",
        "ik begrijp er niets van",
        "jammer maar ik wil mijn geld",
        "no, that is not fair",
        "this is not my fault",
        "dat is niet mijn schuld",
    ],
)
def test_a_complaint_is_no_shrug(text: str) -> None:
    assert not acceptance.heard(text)
