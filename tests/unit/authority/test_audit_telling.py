"""The audit trail in words: every kind of record as a sentence, in English and in Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.authority.audit_telling import text_of
from bot.authority.audit_words import WORDS
from bot.authority.limits import lint_text
from bot.authority.values import AuditRecord
from bot.model import ConversationId, Money, StaffId
from tests.support.authority import LIMITS, NOW, World

ANNA, BEN, OMAR = StaffId("anna"), StaffId("ben"), StaffId("omar")
HELD = {"action": "refund_order", "amount": Money(1250, "EUR")}
WHAT = "Een bestelling terugbetalen, €\xa012,50"


async def told(world: World, kind: str, language: str = "nl") -> str:
    """The newest record of a kind, in words."""
    found = [one for one in await world.authority.audit() if one.kind == kind]
    return found[-1].text[language]


def test_every_language_has_every_word() -> None:
    assert all(words.keys() == WORDS["en"].keys() for words in WORDS.values())


async def test_what_was_done_is_told_with_its_amount_and_reference(world: World) -> None:
    await world.refund("O-20002")
    assert (await told(world, "decision")).endswith(": de bot mag het meteen doen.")
    assert (await told(world, "settled", "en")).startswith("Refund an order, €")
    assert "gedaan. Kenmerk van de aanbieder: " in await told(world, "settled")


async def test_a_refusal_names_the_line_as_it_was_then(world: World) -> None:
    await world.refund("O-20004")
    said = await told(world, "decision")
    assert said.startswith("Een bestelling terugbetalen, O-20004, ")
    assert "geweigerd. Regel in_time: Een bezorgde bestelling kwam hoogstens 30 dagen" in said


async def test_a_yes_and_a_no_are_told_with_their_reason(world: World) -> None:
    await world.refund("O-20003")
    (approval,) = await world.authority.approvals()
    await world.authority.deny(approval.id, by=ANNA, role="approver", reason="dubbel gevraagd")
    said = await told(world, "approval")
    assert said.startswith("Een bestelling terugbetalen, €")
    assert said.endswith(": een medewerker zei nee. Reden: dubbel gevraagd")
    gone = await told(world, "withdrawn", "en")
    assert gone.endswith("called off (a person said no). What was held is free again.")


async def test_stops_and_versions_are_told(world: World) -> None:
    await world.authority.stop("action:refund_order", by=OMAR, reason="storing")
    assert await told(world, "stop") == "Gestopt: Een bestelling terugbetalen. Reden: storing"
    await world.authority.resume("action:refund_order", by=OMAR, reason="voorbij")
    assert await told(world, "resume", "en") == "Running again: Refund an order. Reason: voorbij"
    await world.authority.stop("all", by=OMAR, reason="alles uit")
    assert await told(world, "stop") == "Gestopt: alles. Reden: alles uit"
    assert (await told(world, "limits")).startswith("Versie 1 van de limieten is van kracht, zoals")


async def test_a_wider_version_is_told_when_it_waits_and_when_somebody_agreed(
    world: World,
) -> None:
    text = LIMITS.read_text(encoding="utf-8")
    wider = text.replace("cap: 2000.00 EUR", "cap: 2100.00 EUR", 1)
    version = await world.authority.apply(wider, by=OMAR, reason="drukke week")
    said = await told(world, "limits")
    assert said == "Versie 2 van de limieten wacht op een tweede persoon. Reden: drukke week"
    await world.authority.agree(version.number, by=BEN, role="admin")
    assert (await told(world, "limits", "en")).endswith("in force: a second person agreed.")


async def test_an_exception_is_told_with_the_line_that_it_overruled(world: World) -> None:
    await world.refund("O-20004")
    (offer,) = await world.authority.exceptions.offers(ConversationId("c1"))
    await world.authority.exceptions.grant(
        ConversationId("c1"),
        offer.decision,
        offer.digest,
        by=ANNA,
        role="approver",
        reason="te laat door ons",
    )
    said = await told(world, "exception")
    assert said.startswith("Een bestelling terugbetalen: een uitzondering op in_time")
    assert said.endswith("Reden: te laat door ons")


@pytest.mark.parametrize(
    ("kind", "details", "said"),
    [
        (
            "in_doubt",
            {**HELD, "problem": "timeout"},
            "nog niemand weet of het gebeurd is (de aanbieder antwoordde niet op tijd).",
        ),
        (
            "released",
            {**HELD, "problem": "card_closed"},
            "niet gedaan (card closed). Wat gereserveerd was, is weer vrij.",
        ),
        (
            "moved_after_no",
            {**HELD, "actual": Money(1250, "EUR")},
            "het is gebeurd nadat de aanbieder nee had gezegd. Een medewerker moet ernaar kijken.",
        ),
        (
            "resolved",
            {**HELD, "state": "settled", "reason": "bij de bank gezien"},
            "een medewerker zocht uit dat het gebeurd is. Reden: bij de bank gezien",
        ),
        (
            "resolved",
            {**HELD, "state": "released", "reason": None},
            "een medewerker zocht uit dat het niet gebeurd is. De aanbieder is nog eens gevraagd.",
        ),
        (
            "approval",
            {**HELD, "step": "vote", "count": 1, "people": 2, "reason": ""},
            "1 van 2 akkoord.",
        ),
        (
            "shadow",
            {**HELD, "did": "more", "reason": ""},
            "de bot keek alleen mee, en een medewerker gaf meer.",
        ),
    ],
)
def test_each_kind_has_its_sentence(kind: str, details: Mapping[str, Any], said: str) -> None:
    limits = lint_text(LIMITS.read_text(encoding="utf-8")).limits
    assert limits is not None
    record = AuditRecord(1, NOW, kind, "anna", "", details)
    assert text_of(limits, record, {})["nl"] == f"{WHAT}: {said}"


async def test_a_record_of_a_kind_without_words_keeps_its_own(world: World) -> None:
    limits = lint_text(LIMITS.read_text(encoding="utf-8")).limits
    assert limits is not None
    for kind, details in (("stop", {"scope": "all"}), ("settled", {}), ("later", {"amount": 1})):
        old = AuditRecord(1, NOW, kind, "omar", "as it was written", details)
        assert text_of(limits, old, {}) == dict.fromkeys(limits.languages, "as it was written")
