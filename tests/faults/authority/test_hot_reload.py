"""Limits that change while processes decide: every decision is wholly under one version."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.authority.canonical import loads
from bot.authority.decide import decide
from bot.authority.decision import Question
from bot.authority.limits import LimitsError, lint_text
from bot.authority.service import Authority
from bot.model import StaffId
from bot.storage.authority_tables import audit_trail, budget_rows, decisions, limits_versions
from bot.storage.database import Database
from tests.support.authority import World
from tests.support.authority_racers import many_orders, race, roomy_limits

pytestmark = pytest.mark.slow
TIERS = [140, 120, 100, 80, 60, 40, 20]
BAD = "version: 1\nname: nobody checked this\nactions: {refund_order: {allow_up_to: lots}}\n"


def as_decided(database: Database) -> list[str]:
    """Every decision that its own facts under its own version do not give again."""

    def read(connection: Connection) -> list[str]:
        sources = connection.execute(select(limits_versions.c.sha256, limits_versions.c.source))
        under = {row.sha256: lint_text(row.source).limits for row in sources}
        wrong = []
        for row in connection.execute(select(decisions)):
            limits, facts = under[row.limits_sha256], loads(row.facts)
            assert limits is not None
            again = decide(
                limits,
                Question(
                    action=row.action,
                    params=loads(row.params),
                    claims=loads(row.claims),
                    facts=facts,
                    now=row.at,
                    confirmed=facts["case.confirmed"],
                    stopped=facts["case.stopped"],
                ),
            )
            then = (row.outcome, row.rule, row.digest, loads(row.say), loads(row.operator))
            said = (dict(again.say), dict(again.operator))
            now = (again.outcome.value, again.rule, again.digest, *said)
            if then != now:
                wrong.append(f"{row.id} under {row.limits_sha256[:8]}: {then} and now {now}")
        return wrong

    return database.read_sync(read)


def in_order(connection: Connection) -> list[str]:
    """Decisions in the trail that were made under other limits than were in force there."""
    wrong, force = [], None
    for row in connection.execute(select(audit_trail).order_by(audit_trail.c.seq)):
        body = json.loads(row.body)
        if row.kind == "limits" and "is in force" in body["summary"]:
            force = body["details"]["sha256"]
        elif row.kind == "decision" and body["details"]["limits"] != force:
            wrong.append(row.body)
    return wrong


async def test_no_decision_is_made_half_under_one_version_and_half_under_another(
    made_world: Path, tmp_path: Path
) -> None:
    first = tmp_path / "first.yml"
    first.write_text(roomy_limits(TIERS[0]), encoding="utf-8")
    world = World(tmp_path, prepared=made_world, limits=first)
    await world.authority.start()
    numbers = many_orders(world, 150, 90_00)
    for number in numbers:
        await world.sign_in(f"of-{number}", "C-1001")
    refused = 0

    async def change() -> None:
        nonlocal refused
        operator: Authority = world.authority
        for euros in TIERS[1:]:
            with pytest.raises(LimitsError):
                await operator.apply(BAD, by=StaffId("olga"), reason="in a hurry")
            refused += 1
            # The file on disk is bad as well, and nobody takes it.
            first.write_text(BAD, encoding="utf-8")
            version = await operator.apply(
                roomy_limits(euros), by=StaffId("olga"), reason=f"{euros} at most"
            )
            assert version.applied_at is not None
            await asyncio.sleep(0.2)

    jobs = {f"p{n}": numbers[n::3] for n in range(3)}
    lines = await asyncio.to_thread(
        race, world, first, jobs, lambda: asyncio.run(change_of(world, change))
    )
    rows = world.database.read_sync(
        lambda c: c.execute(select(decisions.c.limits_sha256, decisions.c.outcome)).all()
    )
    versions = Counter(row.limits_sha256 for row in rows)
    print(f"\n{len(rows)} decisions under {len(versions)} versions, {refused} bad files refused")
    assert len(lines) == len(rows) == 150 and len(versions) >= 3
    assert {row.outcome for row in rows} == {"allow", "approve"}
    assert as_decided(world.database) == []
    assert world.database.read_sync(in_order) == []
    sources = world.database.read_sync(lambda c: c.execute(select(limits_versions.c.source)).all())
    assert len(sources) == len(TIERS) and not any("nobody checked" in row.source for row in sources)
    assert world.database.read_sync(lambda c: c.execute(select(budget_rows)).first())
    world.close()


async def change_of(world: World, change: object) -> None:
    """Run it in a loop of its own, as an operator in another process would."""
    await change()  # type: ignore[operator]
