"""The report as one HTML page: readable without a script, in light and dark, and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bot.insights import charts
from bot.insights.digest import Done
from bot.insights.findings import Finding
from bot.insights.report import TOP, Report
from bot.insights.shares import Share
from bot.insights.words import Words

STYLE = Path(__file__).with_name("report.css")
_SAID = 60


@dataclass(frozen=True)
class Links:
    """Where a finding leads; each gives an address, or nothing where there is none."""

    conversation: Callable[[str], str]
    replay: Callable[[str, str], str]
    console: str = ""


def page(
    report: Report,
    words: Words,
    links: Links,
    *,
    title: str,
    lead: str,
    done: Sequence[Done] = (),
    style: str | None = None,
) -> str:
    """The whole document. `style`: the address of the style sheet, instead of putting it in."""
    css = (
        f'<link rel="stylesheet" href="{escape(style)}">'
        if style
        else f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
    )
    back = (
        f'<a class="back" href="{escape(links.console)}">{escape(words.say("page.back"))}</a>'
        if links.console
        else ""
    )
    body = "".join(
        (
            f"<header>{back}<h1>{escape(title)}</h1><p class='lead'>{escape(lead)}</p></header>",
            _figures(report, words),
            _findings(report, words, links),
            _changed(report, words, done),
            _weeks(report, words),
            _clash(report, words),
            _overdue(report, words),
            _goodwill(report, words),
            _definitions(report, words),
        )
    )
    made = words.say("page.print", day=words.day(report.period.now))
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{css}</head><body><main>{body}</main>"
        f"<footer>Samenspel · {escape(made)}</footer></body></html>\n"
    )


def _section(name: str, heading: str, *inside: str, lead: str = "") -> str:
    said = f"<p class='soft'>{escape(lead)}</p>" if lead else ""
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(heading)}</h2>'
        f"{said}{''.join(inside)}</section>"
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> str:
    """The first cell of each row names it; numbers stand right."""
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="frame" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{lines}</tbody></table></div>"
    )


def _behind(words: Words, table: str) -> str:
    """The table behind a picture."""
    said = words.say("page.table")
    return f"<details><summary>{escape(said)}</summary>{table}</details>"


def _picture(words: Words, draw: Callable[[], str], table: str) -> str:
    """A picture with its table; the table alone where nothing can be drawn."""
    if not charts.can_draw():
        return f"<p class='soft'>{escape(words.say('page.no_pictures'))}</p>{table}"
    return f"<figure>{draw()}</figure>{_behind(words, table)}"


# --- figures ------------------------------------------------------------------------------------


def _figures(report: Report, words: Words) -> str:
    found = report.figures
    cards = [
        _card(
            words,
            "lasting",
            found.lasting,
            [(who, found.by[who].lasting) for who in ("bot", "person")],
        ),
        _card(words, "abandoned", found.abandoned, []),
        _card(words, "reopened", None, [(w, found.by[w].reopened) for w in ("bot", "person")]),
        _card(words, "fell", None, [(w, found.by[w].fell) for w in ("bot", "person")]),
        _waits(report, words),
    ]
    return _section("how", words.say("page.honest"), f"<ul class='cards'>{''.join(cards)}</ul>")


def _card(words: Words, name: str, whole: Share | None, beside: Sequence[tuple[str, Share]]) -> str:
    big = (
        f"<strong>{escape(words.percent(whole.value))}</strong>"
        f"<small>{escape(words.interval(whole))}; {escape(words.parts(whole))}</small>"
        if whole is not None
        else ""
    )
    rows = "".join(
        f"<dt>{escape(words.say(f'figure.{who}'))}</dt>"
        f"<dd><b>{escape(words.percent(share.value))}</b> <small>{escape(words.interval(share))}; "
        f"{escape(words.parts(share))}</small></dd>"
        for who, share in beside
    )
    inside = f"{big}<dl>{rows}</dl>" if rows else big
    return f"<li><h3>{escape(words.say(f'figure.{name}'))}</h3>{inside}</li>"


def _waits(report: Report, words: Words) -> str:
    waits = report.figures.waits
    if not waits.came.of:
        said = f"<small>{escape(words.say('figure.nobody'))}</small>"
    else:
        slow = words.say(
            "figure.slow", slow=words.span(waits.slow_s), came=words.percent(waits.came.value)
        )
        said = f"<strong>{escape(words.span(waits.middle_s))}</strong><small>{escape(slow)}</small>"
    return f"<li><h3>{escape(words.say('figure.wait'))}</h3>{said}</li>"


# --- frictions ----------------------------------------------------------------------------------


def _findings(report: Report, words: Words, links: Links) -> str:
    heading = words.say("page.findings")
    if not report.findings:
        return _section("frictions", heading, f"<p>{escape(words.say('page.nothing'))}</p>")
    top, rest = report.findings[:TOP], report.findings[TOP:]
    names = ("people", "left", "again", "owed")
    parts = {words.say(f"cost.{name}"): [getattr(one.cost, name) for one in top] for name in names}
    shown = {name: values for name, values in parts.items() if any(values)}
    labels = [_short(f"{number}. {words.label(one)}") for number, one in enumerate(top, 1)]
    table = _table(
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
    drawn = _picture(
        words,
        lambda: charts.stacked(charts.Bars(labels, shown), heading, _money(words)),
        table,
    )
    items = "".join(_finding(one, report, words, links) for one in top)
    smaller = "".join(_finding(one, report, words, links) for one in rest)
    more = (
        f"<details class='more'><summary>{escape(words.say('page.more', count=len(rest)))}"
        f"</summary><ol start='{TOP + 1}'>{smaller}</ol></details>"
        if rest
        else ""
    )
    return _section(
        "frictions",
        heading,
        drawn,
        f"<ol class='findings'>{items}</ol>{more}",
        lead=words.say("page.findings_lead"),
    )


def _short(text: str) -> str:
    return text if len(text) <= _SAID else f"{text[: _SAID - 1].rstrip()}…"


def _money(words: Words) -> Callable[[float], str]:
    return lambda minor: words.money(round(minor))


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
    if one.kind not in ("clash", "overruled"):
        return ""
    versions = words.say("says.versions", versions=", ".join(map(str, one.versions)))
    return (
        f"<blockquote>{escape(words.line(one))}"
        f"<footer>{escape(versions)} · <code>{escape(one.flow)}.{escape(one.name)}</code></footer>"
        "</blockquote>"
    )


def _after(one: Finding, words: Words) -> str:
    ends = one.endings
    if one.kind == "unfair" or not (ends.fell or ends.handed or ends.left):
        return ""
    return words.say(
        "says.after",
        fell=words.number(ends.fell),
        handed=words.number(ends.handed),
        left=words.number(ends.left),
    )


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
    if one.kind in ("clash", "overruled"):
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
    if one.owner and one.kind == "unanswered":
        said.append(words.say("says.owner", title=words.line(one), owner=one.owner))
    elif one.owner:
        said.append(words.say("says.article_owner", owner=one.owner))
    return "".join(f"<p class='soft'>{escape(text)}</p>" for text in said)


def _links(one: Finding, words: Words, links: Links) -> str:
    found = []
    if one.kind in ("clash", "overruled") and (address := links.replay(one.flow, one.name)):
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


def _changed(report: Report, words: Words, done: Sequence[Done]) -> str:
    if report.before is None:
        return ""
    gone = [one for one in report.before if not any(map(one.same, report.findings))][:TOP]
    lines = [words.say("says.gone", title=words.label(one)) for one in gone]
    new = [one for one in report.findings[:TOP] if not any(map(one.same, report.before))]
    lines += [f"{words.say('says.new')}: {words.label(one)}" for one in new]
    listed = "".join(f"<li>{escape(line)}</li>" for line in lines)
    acts = "".join(
        "<li>"
        + escape(
            words.say(
                "page.done_line",
                day=words.day(one.at),
                version=one.version,
                author=one.author,
                reason=one.reason,
            )
        )
        + "</li>"
        for one in done
    )
    return _section(
        "changed",
        words.say("page.changed"),
        f"<ul>{listed}</ul>" if listed else f"<p>{escape(words.say('says.same'))}</p>",
        f"<h3>{escape(words.say('page.done'))}</h3>",
        f"<ul>{acts}</ul>" if acts else f"<p>{escape(words.say('page.done_none'))}</p>",
    )


# --- what else ----------------------------------------------------------------------------------


def _weeks(report: Report, words: Words) -> str:
    weeks = report.figures.weeks
    if not weeks:
        return ""
    series = [
        (f"{words.say('figure.lasting')}: {words.say('figure.bot')}",
         [week.lasting["bot"] for week in weeks]),
        (f"{words.say('figure.lasting')}: {words.say('figure.person')}",
         [week.lasting["person"] for week in weeks]),
        (words.say("figure.abandoned"), [week.abandoned for week in weeks]),
    ]  # fmt: skip
    lines = [_series(name, shares) for name, shares in series]
    heading = words.say("page.weeks")
    table = _table(
        [words.say("figure.week"), words.say("figure.conversations"), *(n for n, _ in series)],
        [
            [
                words.day(week.begins),
                words.number(week.conversations),
                *(
                    f"{words.percent(shares[place].value)} ({words.interval(shares[place])})"
                    for _, shares in series
                ),
            ]
            for place, week in enumerate(weeks)
        ],
        heading,
    )
    names = [words.short_day(week.begins) for week in weeks]
    drawn = _picture(words, lambda: charts.over_time(names, lines, heading), table)
    return _section("weeks", heading, drawn)


def _series(name: str, shares: Sequence[Share]) -> charts.Line:
    return charts.Line(
        name,
        [share.value for share in shares],
        [share.interval[0] for share in shares],
        [share.interval[1] for share in shares],
    )


def _clash(report: Report, words: Words) -> str:
    lines = [one for one in report.findings if one.kind in ("clash", "overruled")][:TOP]
    if not lines:
        return ""
    heading = words.say("page.clash")
    saved, cost = words.say("cost.saved"), words.say("cost.total")
    table = _table(
        [words.say("figure.line"), words.say("figure.honest_hit"), saved, cost],
        [
            [
                f"{words.flow(one.flow)}: {words.line(one)}",
                words.parts(one.hit),
                words.money(one.saved_minor),
                words.money(one.cost.total),
            ]
            for one in lines
        ],
        heading,
    )
    bars = charts.Bars(
        [_short(words.label(one)) for one in lines],
        {
            saved: [one.saved_minor for one in lines],
            cost: [one.cost.total for one in lines],
        },
    )
    drawn = _picture(words, lambda: charts.beside(bars, heading, _money(words)), table)
    return _section("clash", heading, drawn, lead=words.say("page.clash_lead"))


def _overdue(report: Report, words: Words) -> str:
    heading = words.say("page.overdue")
    if not report.overdue:
        return _section("overdue", heading, f"<p>{escape(words.say('page.overdue_none'))}</p>")
    rows = [
        [
            words.articles[one.article.id].title.get(words.language, one.article.id),
            one.article.owner,
            words.day(one.article.review_by),
            words.number(one.told),
        ]
        for one in report.overdue
    ]
    head = [words.say(f"figure.{name}") for name in ("article", "owner", "due", "told")]
    return _section("overdue", heading, _table(head, rows, heading))


def _goodwill(report: Report, words: Words) -> str:
    heading = words.say("page.goodwill")
    if not report.groups:
        return _section("goodwill", heading, f"<p>{escape(words.say('page.goodwill_none'))}</p>")
    names = [
        f"{words.flow(one.action)}: {words.say(f'figure.{one.fact}', value=one.value)}"
        for one in report.groups
    ]
    shares = [one.share for one in report.groups]
    head = [words.say(f"figure.{name}") for name in ("group", "given", "interval")]
    rows = [
        [name, f"{words.percent(share.value)} ({words.parts(share)})", words.interval(share)]
        for name, share in zip(names, shares, strict=True)
    ]
    table = _table(head, rows, heading)
    drawn = _picture(words, lambda: charts.shares(names, _series(heading, shares), heading), table)
    return _section("goodwill", heading, drawn)


def _definitions(report: Report, words: Words) -> str:
    prices = report.prices
    amounts = {
        "hour": prices.person_hour,
        "approval": prices.approval,
        "left": prices.customer_left,
        "again": prices.contact_again,
    }
    told = {name: words.money(minor, cents=True) for name, minor in amounts.items()}
    said = [
        words.say(f"define.{name}", **(told if name == "cost" else {}))
        for name in ("lasting", "abandoned", "reopened", "honest", "mood", "cost", "sure")
    ]
    items = "".join(f"<li>{escape(text)}</li>" for text in said)
    return _section("definitions", words.say("page.definitions"), f"<ul>{items}</ul>")
