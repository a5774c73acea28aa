"""What the pages of insights are made of: the document, its top, sections and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from html import escape
from pathlib import Path

from bot.insights import charts
from bot.insights.words import Words

STYLE = Path(__file__).with_name("report.css")


def document(
    title: str, body: str, words: Words, *, made: datetime, style: str | None = None
) -> str:
    """The whole document. `style`: the address of the style sheet, instead of putting it in."""
    css = (
        f'<link rel="stylesheet" href="{escape(style)}">'
        if style
        else f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
    )
    foot = words.say("page.print", day=words.day(made))
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{css}</head><body><main>{body}</main>"
        f"<footer>Samenspel · {escape(foot)}</footer></body></html>\n"
    )


def top(title: str, lead: str, words: Words, *, back: str = "", also: str = "") -> str:
    """The title with the way back."""
    way = (
        f'<a class="back" href="{escape(back)}">{escape(words.say("page.back"))}</a>'
        if back
        else ""
    )
    return f"<header>{way}{also}<h1>{escape(title)}</h1><p class='lead'>{escape(lead)}</p></header>"


def section(name: str, heading: str, *inside: str, lead: str = "") -> str:
    """A part with its heading."""
    said = f"<p class='soft'>{escape(lead)}</p>" if lead else ""
    return (
        f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(heading)}</h2>'
        f"{said}{''.join(inside)}</section>"
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str) -> str:
    """The first cell of each row names it; numbers stand right."""
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="frame" tabindex="0" role="group" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{lines}</tbody></table></div>"
    )


def _behind(words: Words, figures: str) -> str:
    """The table behind a picture."""
    said = words.say("page.table")
    return f"<details><summary>{escape(said)}</summary>{figures}</details>"


def picture(words: Words, draw: Callable[[bool], str], behind: str) -> str:
    """A picture, another one for narrow screens, and its table; the table alone where nothing can
    be drawn.
    """
    if not charts.can_draw():
        return f"<p class='soft'>{escape(words.say('page.no_pictures'))}</p>{behind}"
    wide, narrow = (
        f"<div class='wide'>{draw(False)}</div>",
        f"<div class='narrow'>{draw(True)}</div>",
    )
    return f"<figure>{wide}{narrow}</figure>{_behind(words, behind)}"


def money(words: Words) -> Callable[[float], str]:
    """How a picture says an amount."""
    return lambda minor: words.money(round(minor))
