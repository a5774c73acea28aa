"""What a higher limit would have done with what was asked, as a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from bot.authority.form_field import Field
from bot.authority.replay_report import ReplayReport
from bot.insights.sheet import document, section, table, top
from bot.insights.words import Words
from bot.model import Outcome, in_language


@dataclass(frozen=True)
class Tried:
    """The fields that change, and what came of it; or why it could not be tried."""

    changes: Sequence[tuple[Field, str]]
    report: ReplayReport | None
    problem: str = ""


def page(
    tried: Tried, words: Words, *, action: str, back: str, change: str, now: datetime, style: str
) -> str:
    """The whole document."""
    title = f"{words.say('replay.title')}: {words.flow(action)}"
    found = tried.report
    lead = words.say("replay.lead", requests=words.number(found.requests)) if found else ""
    button = (
        f'<p class="links"><a class="button" href="{escape(change)}">'
        f"{escape(words.say('replay.change'))}</a></p>"
    )
    inside = _told(tried, words) if found else [f"<p>{escape(_why_not(tried, words))}</p>"]
    body = top(title, lead, words, back=back) + "".join(inside) + button
    return document(title, body, words, made=now, style=style)


def _why_not(tried: Tried, words: Words) -> str:
    if tried.problem:
        return words.say("replay.unfit", problem=tried.problem)
    return words.say("replay.none")


def _told(tried: Tried, words: Words) -> Iterable[str]:
    found = tried.report
    assert found is not None
    heading = words.say("replay.field")
    rows = [[_sentence(field, words), field.value, value] for field, value in tried.changes]
    head = [heading, words.say("replay.now"), words.say("replay.then")]
    more = found.paid_after.minor - found.paid_before.minor
    said = words.say("replay.changed", changed=words.number(found.changed), money=words.money(more))
    yield section("fields", heading, table(head, rows, heading))
    heading = words.say("replay.outcomes")
    head = [words.say("replay.outcome"), words.say("replay.now"), words.say("replay.then")]
    yield section(
        "outcomes",
        heading,
        f"<p><strong>{escape(said)}</strong></p>",
        table(head, _outcomes(found.before, found.after, words), heading),
    )


def _sentence(field: Field, words: Words) -> str:
    return in_language(field.sentence, words.language).replace("{field}", "…")


def _outcomes(before: Mapping[str, int], after: Mapping[str, int], words: Words) -> list[list[str]]:
    return [
        [
            words.say(f"replay.{one.value}"),
            words.number(before.get(one.value, 0)),
            words.number(after.get(one.value, 0)),
        ]
        for one in Outcome
        if before.get(one.value) or after.get(one.value)
    ]
