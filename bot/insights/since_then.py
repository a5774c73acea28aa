"""What came and went since the period before, and what was done about it, as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from bot.insights.digest import LIMITS, Done
from bot.insights.report import TOP, Report
from bot.insights.sheet import section
from bot.insights.words import Words
from bot.model import in_language

_FLOW = "flow_"


def changed(report: Report, words: Words, done: Sequence[Done]) -> str:
    """The whole part; nothing where nothing is compared."""
    if report.before is None:
        return ""
    gone = [one for one in report.before if not any(map(one.same, report.findings))][:TOP]
    lines = [words.say("says.gone", title=words.label(one)) for one in gone]
    new = [one for one in report.findings[:TOP] if not any(map(one.same, report.before))]
    lines += [f"{words.say('says.new')}: {words.label(one)}" for one in new]
    listed = _list(lines) or f"<p>{escape(words.say('says.same'))}</p>"
    acts = (
        _list(list(dict.fromkeys(_said(done, words))))
        or f"<p>{escape(words.say('page.done_none'))}</p>"
    )
    heading = f"<h3>{escape(words.say('page.done'))}</h3>"
    return section("changed", words.say("page.changed"), listed, heading, acts)


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else ""


def _said(done: Sequence[Done], words: Words) -> Iterator[str]:
    """A line each; flows that changed on one day are one line, as they came together."""
    told: set[tuple[date, str]] = set()
    for one in done:
        day = words.day(one.at)
        if one.what.startswith(_FLOW):
            key = one.at.date(), one.what
            if key not in told:
                told.add(key)
                same = [o for o in done if (o.at.date(), o.what) == key]
                names = dict.fromkeys(words.flow(o.name) for o in same)
                flows = words.together(list(names))
                yield words.say(f"done.{one.what}", day=day, flows=flows)
        elif one.what == LIMITS:
            yield words.say(
                "done.limits", day=day, version=one.name, author=one.by, reason=one.reason
            )
        else:
            title = in_language(one.title, words.language) if one.title else one.name
            until = words.day(date.fromisoformat(one.until)) if one.until else ""
            yield words.say(f"done.{one.what}", day=day, title=title, owner=one.by, until=until)
