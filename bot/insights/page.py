"""The report as one HTML page: readable without a script, in light and dark, and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bot.insights import charts
from bot.insights.digest import Done
from bot.insights.figures import WHO
from bot.insights.friction_list import Links, findings
from bot.insights.kinds import About
from bot.insights.report import TOP, Report
from bot.insights.shares import Share
from bot.insights.sheet import document, money, picture, section, table, top
from bot.insights.since_then import changed
from bot.insights.tally import Tally
from bot.insights.words import Words


def page(
    report: Report,
    words: Words,
    links: Links,
    *,
    title: str,
    lead: str,
    done: Sequence[Done] = (),
    style: str | None = None,
    also: str = "",
) -> str:
    """The whole document. `also` stands under its title: other periods, other languages."""
    body = "".join(
        (
            top(title, lead, words, back=links.console, also=also),
            _figures(report, words),
            findings(report, words, links),
            changed(report, words, done),
            _flows(report, words),
            _weeks(report, words),
            _clash(report, words),
            _overdue(report, words),
            _goodwill(report, words),
            _definitions(report, words),
        )
    )
    return document(title, body, words, made=report.period.now, style=style)


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
        _felt(report, words),
    ]
    return section("how", words.say("page.honest"), f"<ul class='cards'>{''.join(cards)}</ul>")


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


def _felt(report: Report, words: Words) -> str:
    rows = "".join(
        f"<dt>{escape(words.say(f'figure.{who}'))}</dt><dd><b>{escape(words.score(one.score))}</b> "
        f"<small>{escape(words.say('figure.scored', count=words.number(one.scored)))}</small></dd>"
        for who, one in report.figures.by.items()
    )
    return f"<li><h3>{escape(words.say('figure.felt'))}</h3><dl>{rows}</dl></li>"


# --- what else ----------------------------------------------------------------------------------


def _flows(report: Report, words: Words) -> str:
    """What people came for, the most frequent first, and who brought it to an end."""
    whole: dict[str, int] = {}
    for (flow, _), tally in report.flows.items():
        whole[flow] = whole.get(flow, 0) + tally.n
    flows = sorted(whole, key=lambda flow: (-whole[flow], flow))
    if not flows:
        return ""
    names = [words.flow(flow) if flow else words.say("figure.no_flow") for flow in flows]
    shares = [
        [Share(report.flows.get((flow, who), Tally()).n, whole[flow]) for flow in flows]
        for who in (*WHO, "nobody")
    ]
    parts = [words.say(f"figure.{name}") for name in ("by_bot", "by_person", "abandoned")]
    heading = words.say("page.flows")
    behind = table(
        [words.say("figure.flow"), words.say("figure.conversations"), *parts],
        [
            [
                name,
                words.number(whole[flow]),
                *(
                    f"{words.percent(one[place].value)} ({words.interval(one[place])})"
                    for one in shares
                ),
            ]
            for place, (flow, name) in enumerate(zip(flows, names, strict=True))
        ],
        heading,
    )
    bars = charts.Bars(
        names[:TOP],
        {
            part: [share.part for share in one[:TOP]]
            for part, one in zip(parts, shares, strict=True)
        },
    )
    count = lambda n: words.number(round(n))  # noqa: E731
    drawn = picture(
        words, lambda narrow: charts.stacked(bars, heading, count, narrow=narrow), behind
    )
    return section("flows", heading, drawn, lead=words.say("page.flows_lead"))


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
    behind = table(
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
    drawn = picture(
        words, lambda narrow: charts.over_time(names, lines, heading, narrow=narrow), behind
    )
    return section("weeks", heading, drawn)


def _series(name: str, shares: Sequence[Share]) -> charts.Line:
    return charts.Line(
        name,
        [share.value for share in shares],
        [share.interval[0] for share in shares],
        [share.interval[1] for share in shares],
    )


def _clash(report: Report, words: Words) -> str:
    lines = [one for one in report.findings if one.about is About.LINE][:TOP]
    if not lines:
        return ""
    heading = words.say("page.clash")
    saved, cost = words.say("cost.saved"), words.say("cost.total")
    behind = table(
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
        [words.label(one) for one in lines],
        {
            saved: [one.saved_minor for one in lines],
            cost: [one.cost.total for one in lines],
        },
    )
    drawn = picture(
        words, lambda narrow: charts.beside(bars, heading, money(words), narrow=narrow), behind
    )
    return section("clash", heading, drawn, lead=words.say("page.clash_lead"))


def _overdue(report: Report, words: Words) -> str:
    heading = words.say("page.overdue")
    if not report.overdue:
        return section("overdue", heading, f"<p>{escape(words.say('page.overdue_none'))}</p>")
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
    return section("overdue", heading, table(head, rows, heading))


def _goodwill(report: Report, words: Words) -> str:
    heading = words.say("page.goodwill")
    if not report.groups:
        return section("goodwill", heading, f"<p>{escape(words.say('page.goodwill_none'))}</p>")
    names = [
        f"{words.flow(one.action)}: {words.group(one.fact, one.value)}" for one in report.groups
    ]
    shares = [one.share for one in report.groups]
    head = [words.say(f"figure.{name}") for name in ("group", "given", "interval")]
    rows = [
        [name, f"{words.percent(share.value)} ({words.parts(share)})", words.interval(share)]
        for name, share in zip(names, shares, strict=True)
    ]
    behind = table(head, rows, heading)
    drawn = picture(
        words,
        lambda narrow: charts.shares(names, _series(heading, shares), heading, narrow=narrow),
        behind,
    )
    return section("goodwill", heading, drawn)


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
    return section("definitions", words.say("page.definitions"), f"<ul>{items}</ul>")
