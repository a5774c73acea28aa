"""The frictions of the report as HTML: the largest as a picture, each in words with its ways on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from bot.insights import charts
from bot.insights.findings import Finding
from bot.insights.kinds import About
from bot.insights.report import TOP, Report
from bot.insights.sheet import money, picture, section, table
from bot.insights.words import Words

_TOLD = {"dropout": "left", "angers": "fell", "coaching": "handed"}
"""What the sentence of a friction counts already."""


@dataclass(frozen=True)
class Links:
    """Where a finding leads; each gives an address, or nothing where there is none."""

    conversation: Callable[[str], str]
    replay: Callable[[str, str], str]
    console: str = ""

    @classmethod
    def at(cls, address: str) -> Links:
        """To the operator page at this address; without one, on the page itself."""
        return cls(
            conversation=lambda id: f"{address}/console/insights/conversation/{id}",
            replay=lambda action, rule: f"{address}/console/insights/replay/{action}/{rule}",
            console=f"{address}/console/",
        )


def findings(report: Report, words: Words, links: Links) -> str:
    """The picture of the largest, and each of them in words."""
    heading = words.say("page.findings")
    if not report.findings:
        return section("frictions", heading, f"<p>{escape(words.say('page.nothing'))}</p>")
    first, rest = report.findings[:TOP], report.findings[TOP:]
    names = ("people", "left", "again", "owed")
    parts = {
        words.say(f"cost.{name}"): [getattr(one.cost, name) for one in first] for name in names
    }
    shown = {name: values for name, values in parts.items() if any(values)}
    labels = [f"{number}. {words.label(one)}" for number, one in enumerate(first, 1)]
    behind = table(
        [words.say("figure.friction"), *parts, words.say("cost.total")],
        [
            [
                words.label(one),
                *(words.money(getattr(one.cost, name)) for name in names),
                words.money(one.cost.total),
            ]
            for one in report.findings
        ],
        heading,
    )
    drawn = picture(
        words,
        lambda narrow: charts.stacked(
            charts.Bars(labels, shown), heading, money(words), narrow=narrow
        ),
        behind,
    )
    items = "".join(_finding(one, report, words, links) for one in first)
    smaller = "".join(_finding(one, report, words, links) for one in rest)
    more = (
        f"<details class='more'><summary>{escape(words.say('page.more', count=len(rest)))}"
        f"</summary><ol start='{TOP + 1}'>{smaller}</ol></details>"
        if rest
        else ""
    )
    return section(
        "frictions",
        heading,
        drawn,
        f"<ol class='findings'>{items}</ol>{more}",
        lead=words.say("page.findings_lead"),
    )


def _finding(one: Finding, report: Report, words: Words, links: Links) -> str:
    said = words.say(
        f"says.{one.kind}",
        hit=words.number(one.hit.part),
        of=words.number(one.hit.of),
        share=words.percent(one.hit.value),
        others=words.percent(one.others.value if one.others else None),
        overruled=words.number(one.overruled),
    )
    chips = "".join(
        f"<li>{escape(words.money(minor))} {escape(name)}</li>"
        for name, minor in words.costs(one.cost)
    )
    where = (
        f"<p class='where'>{escape(words.say('says.flow', flow=words.flow(one.flow)))}</p>"
        if one.flow
        else ""
    )
    return (
        f"<li><article><header><h3>{escape(words.title(one))}</h3>"
        f"<strong class='cost'>{escape(words.money(one.cost.total))}</strong></header>{where}"
        f"{_line(one, words)}<p>{escape(said)} {escape(_after(one, words))}</p>"
        f"<ul class='chips'>{chips}{_trend(one, report, words)}</ul>"
        f"{_more(one, words)}{_links(one, words, links)}</article></li>"
    )


def _line(one: Finding, words: Words) -> str:
    if one.about is not About.LINE:
        return ""
    versions = words.say("says.versions", versions=", ".join(map(str, one.versions)))
    return f"<blockquote>{escape(words.line(one))}<footer>{escape(versions)}</footer></blockquote>"


def _after(one: Finding, words: Words) -> str:
    """How those conversations went on; what the friction says itself is not told twice."""
    ends = {"fell": one.endings.fell, "handed": one.endings.handed, "left": one.endings.left}
    told = _TOLD.get(one.kind)
    parts = [
        words.say(f"after.{name}", n=words.number(count))
        for name, count in ends.items()
        if count and name != told
    ]
    return words.say("says.after", parts=words.together(parts)) if parts else ""


def _trend(one: Finding, report: Report, words: Words) -> str:
    if report.before is None:
        return ""
    before = next((other for other in report.before if one.same(other)), None)
    if before is None:
        return f"<li class='new'>{escape(words.say('says.new'))}</li>"
    change = one.cost.total - before.cost.total
    if abs(change) * 10 < before.cost.total:
        said = words.say("says.same")
    else:
        said = words.say("says.up" if change > 0 else "says.down", amount=words.money(abs(change)))
    return f"<li class='trend'>{escape(said)}</li>"


def _more(one: Finding, words: Words) -> str:
    said = []
    if one.about is About.LINE:
        said.append(
            words.say(
                "says.money",
                saved=words.money(one.saved_minor),
                cost=words.money(one.cost.total),
            )
        )
        if one.waited_s:
            said.append(words.say("says.waited", wait=words.span(one.waited_s)))
    if one.said:
        quoted = "; ".join(f"“{text}”" for text in one.said)
        said.append(words.say("says.also", said=quoted))
    if one.owner and one.about is About.WORDS:
        said.append(words.say("says.owner", title=words.line(one), owner=one.owner))
    elif one.owner:
        said.append(words.say("says.article_owner", owner=one.owner))
    return "".join(f"<p class='soft'>{escape(text)}</p>" for text in said)


def _links(one: Finding, words: Words, links: Links) -> str:
    found = []
    if one.about is About.LINE and (address := links.replay(one.flow, one.name)):
        found.append(
            f'<a class="button" href="{escape(address)}">{escape(words.say("says.replay"))}</a>'
        )
    shown = [
        f'<a href="{escape(address)}">{escape(words.moment(example.started_at))}</a>'
        if (address := links.conversation(example.conversation))
        else f"<code>{escape(example.conversation)}</code>"
        for example in one.examples
    ]
    if shown:
        found.append(f"<span>{escape(words.say('says.look'))}: {', '.join(shown)}</span>")
    return f"<p class='links'>{' '.join(found)}</p>" if found else ""
