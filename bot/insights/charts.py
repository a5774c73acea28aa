"""Draws the pictures of the report as SVG: colours come from the page, so dark and print work.

Drawn by matplotlib, which is asked for only here; without it there are the tables alone.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from textwrap import shorten, wrap
from typing import Any

INK, SOFT = "#010101", "#020202"
COLORS = ("#030303", "#040404", "#050505", "#060606")
"""Stand-ins: each becomes a colour of the page's style sheet."""
_NAMES = {
    INK: "var(--ink)",
    SOFT: "var(--line)",
    **{color: f"var(--c{number})" for number, color in enumerate(COLORS, 1)},
}
_HATCHES = ("", "//", "..", "xx")
_WIDTH, _NARROW = 9.0, 4.6
_SIZE = 10
_BESIDE, _ABOVE = 46, 60
"""So many letters of a name fit beside the bars, in two lines, or above them."""


@dataclass(frozen=True)
class Bars:
    """Rows with parts, in cents."""

    rows: Sequence[str]
    parts: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Line:
    """A share over time, with the ends of its interval."""

    name: str
    values: Sequence[float | None]
    low: Sequence[float]
    high: Sequence[float]


def can_draw() -> bool:
    """Whether pictures can be drawn on this machine."""
    return find_spec("matplotlib") is not None


def stacked(bars: Bars, title: str, say: Callable[[float], str], *, narrow: bool = False) -> str:
    """Lying bars, the longest on top, in parts; what they come to stands at their end."""
    figure, axes = _figure(len(bars.rows), 0.42, narrow)
    left = [0.0] * len(bars.rows)
    for number, (name, values) in enumerate(bars.parts.items()):
        _bars(
            axes,
            number,
            name,
            values,
            range(len(values)),
            left=left,
            height=0.4 if narrow else 0.62,
        )
        left = [start + value for start, value in zip(left, values, strict=True)]
    _ends(axes, left, range(len(left)), say)
    _rows(axes, bars.rows, say, narrow)
    _legend(axes, len(bars.parts), narrow)
    return _svg(figure, title, narrow)


def beside(bars: Bars, title: str, say: Callable[[float], str], *, narrow: bool = False) -> str:
    """Two or more lying bars a row, beside each other, each with its amount."""
    figure, axes = _figure(len(bars.rows), 0.62, narrow)
    whole = 0.56 if narrow else 0.7
    high = whole / len(bars.parts)
    for number, (name, values) in enumerate(bars.parts.items()):
        places = [row - whole / 2 + high * (number + 0.5) for row in range(len(bars.rows))]
        _bars(axes, number, name, values, places, left=[0.0] * len(places), height=high)
        _ends(axes, values, places, say)
    _rows(axes, bars.rows, say, narrow)
    _legend(axes, len(bars.parts), narrow)
    return _svg(figure, title, narrow)


def over_time(
    names: Sequence[str], lines: Sequence[Line], title: str, *, narrow: bool = False
) -> str:
    """Shares week by week with their intervals; each line has its own mark and its name on it."""
    figure, axes = _figure(1, 2.7, narrow)
    for number, line in enumerate(lines):
        known = [place for place, value in enumerate(line.values) if value is not None]
        values = [line.values[place] for place in known]
        axes.fill_between(known, [line.low[p] for p in known], [line.high[p] for p in known],
                          color=COLORS[number], alpha=0.18, linewidth=0)  # fmt: skip
        axes.plot(known, values, color=COLORS[number], marker="os^D"[number], markersize=6,
                  linewidth=2, label=line.name)  # fmt: skip
    step = max(1, len(names) // (4 if narrow else 13) + 1) if len(names) > 5 else 1
    axes.set_xticks(range(0, len(names), step), names[::step])
    axes.set_xlim(-0.4, max(0.6, len(names) - 0.6))
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.grid(axis="y", color=SOFT, linewidth=0.8)
    _legend(axes, len(lines), narrow)
    return _svg(figure, title, narrow)


def shares(names: Sequence[str], lines: Line, title: str, *, narrow: bool = False) -> str:
    """A dot for each share with its interval as a whisker."""
    figure, axes = _figure(len(names), 0.42, narrow)
    for place, value in enumerate(lines.values):
        axes.plot([lines.low[place], lines.high[place]], [place, place], color=INK, linewidth=2)
        if value is not None:
            axes.plot([value], [place], marker="o", color=COLORS[0], markersize=9)
    axes.set_xlim(-0.02, 1.02)
    _rows(axes, names, lambda value: f"{value:.0%}", narrow)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    return _svg(figure, title, narrow)


def _figure(rows: int, high: float, narrow: bool) -> tuple[Any, Any]:
    """So high a row, and more on a narrow screen: there the names stand above the bars."""
    from matplotlib.figure import Figure

    above = 0.3 if narrow and rows > 1 else 0.0
    figure = Figure(figsize=(_NARROW if narrow else _WIDTH, 0.9 + (high + above) * rows))
    axes: Any = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.tick_params(colors=INK, length=0, labelsize=_SIZE)
    return figure, axes


def _bars(
    axes: Any,
    number: int,
    name: str,
    values: Sequence[float],
    places: Sequence[float],
    *,
    left: Sequence[float],
    height: float,
) -> None:
    """The bars of one part; those of nothing are not drawn, only named."""
    drawn = [row for row, value in enumerate(values) if value]
    axes.barh([places[row] for row in drawn] or [0], [values[row] for row in drawn] or [0],
              left=[left[row] for row in drawn] or [0], color=COLORS[number], label=name,
              height=height, hatch=_HATCHES[number], edgecolor=INK, linewidth=0.4)  # fmt: skip


def _ends(
    axes: Any, values: Sequence[float], places: Sequence[float], say: Callable[[float], str]
) -> None:
    """What each bar comes to, at its end, with room for it."""
    for value, place in zip(values, places, strict=True):
        axes.annotate(say(value), (value, place), xytext=(4, 0), textcoords="offset points",
                      va="center", fontsize=_SIZE, color=INK)  # fmt: skip
    axes.set_xlim(0, max(axes.get_xlim()[1], 1.14 * max(values, default=0), 1))


def _rows(axes: Any, names: Sequence[str], say: Callable[[float], str], narrow: bool) -> None:
    if narrow:
        axes.set_yticks([])
        axes.set_ylim(-0.9, len(names) - 0.55)
        for place, name in enumerate(names):
            axes.annotate(shorten(name, _ABOVE, placeholder="…"), (0, place - 0.29),
                          xycoords=("axes fraction", "data"), va="bottom", fontsize=_SIZE,
                          color=INK)  # fmt: skip
    else:
        lines = [wrap(name, _BESIDE, max_lines=2, placeholder="…") for name in names]
        axes.set_yticks(range(len(names)), ["\n".join(one) for one in lines])
        axes.set_ylim(-0.6, len(names) - 0.4)
    axes.invert_yaxis()
    axes.grid(axis="x", color=SOFT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(_few(4 if narrow else 7))
    axes.xaxis.set_major_formatter(lambda value, _: say(value))


def _few(most: int) -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(most)


def _legend(axes: Any, columns: int, narrow: bool) -> None:
    columns = min(columns, 2) if narrow else columns
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncol=columns, frameon=False,
                fontsize=_SIZE, labelcolor=INK, borderaxespad=0.4, handlelength=1.6)  # fmt: skip


def _svg(figure: Any, title: str, narrow: bool) -> str:
    import matplotlib

    text = io.StringIO()
    # Text stays text: it is read out, found, and takes the page's own font.
    with matplotlib.rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": f"{title}{narrow}", "hatch.linewidth": 0.35}
    ):
        figure.savefig(text, format="svg", bbox_inches="tight", pad_inches=0.05,
                       transparent=True, metadata={"Date": None, "Creator": None})  # fmt: skip
    return _for_page(text.getvalue(), title)


def _for_page(svg: str, title: str) -> str:
    """The drawing alone, its styles as attributes (no inline styles), its colours the page's."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"<style[^>]*>.*?</style>", "", svg, flags=re.S)
    svg = re.sub(r' style="([^"]*)"', lambda found: _attributes(found[1]), svg)
    for color, name in _NAMES.items():
        svg = svg.replace(color, name)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.S)
    # Several drawings stand on one page: only names that something refers to are kept.
    svg = re.sub(r' id="[A-Za-z0-9.]+_\d+"', "", svg)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1).strip()


_FONT = re.compile(r"(?:(\S+) )?([\d.]+)px .*")


def _attributes(style: str) -> str:
    found = []
    for part in style.split(";"):
        name, _, value = part.partition(":")
        name, value = name.strip(), value.strip().replace('"', "").replace("&quot;", "")
        if name == "font":
            size = _FONT.search(value)
            if size:
                found.append(f' font-size="{size[2]}"')
        elif name:
            found.append(f' {name}="{value}"')
    return "".join(found)
