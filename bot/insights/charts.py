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
_WIDTH = 9.0


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


def stacked(bars: Bars, title: str, say: Callable[[float], str]) -> str:
    """Lying bars, the longest on top, in parts."""
    figure, axes = _figure(0.9 + 0.42 * len(bars.rows))
    places = range(len(bars.rows))
    left = [0.0] * len(bars.rows)
    for number, (name, values) in enumerate(bars.parts.items()):
        axes.barh(places, values, left=left, color=COLORS[number], label=name, height=0.62,
                  hatch=_HATCHES[number], edgecolor=INK, linewidth=0.4)  # fmt: skip
        left = [start + value for start, value in zip(left, values, strict=True)]
    _rows(axes, bars.rows, say)
    _legend(axes, len(bars.parts))
    return _svg(figure, title)


def beside(bars: Bars, title: str, say: Callable[[float], str]) -> str:
    """Two or more lying bars a row, beside each other."""
    figure, axes = _figure(0.9 + 0.55 * len(bars.rows))
    high = 0.7 / len(bars.parts)
    for number, (name, values) in enumerate(bars.parts.items()):
        places = [row - 0.35 + high * (number + 0.5) for row in range(len(bars.rows))]
        axes.barh(places, values, color=COLORS[number], label=name, height=high,
                  hatch=_HATCHES[number], edgecolor=INK, linewidth=0.4)  # fmt: skip
    _rows(axes, bars.rows, say)
    _legend(axes, len(bars.parts))
    return _svg(figure, title)


def over_time(names: Sequence[str], lines: Sequence[Line], title: str) -> str:
    """Shares week by week with their intervals; each line has its own mark and its name on it."""
    figure, axes = _figure(3.6)
    for number, line in enumerate(lines):
        known = [place for place, value in enumerate(line.values) if value is not None]
        values = [line.values[place] for place in known]
        axes.fill_between(known, [line.low[p] for p in known], [line.high[p] for p in known],
                          color=COLORS[number], alpha=0.18, linewidth=0)  # fmt: skip
        axes.plot(known, values, color=COLORS[number], marker="os^D"[number], markersize=5,
                  linewidth=2, label=line.name)  # fmt: skip
    axes.set_xticks(range(len(names)), names)
    axes.set_xlim(-0.4, max(0.6, len(names) - 0.6))
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.grid(axis="y", color=SOFT, linewidth=0.8)
    _legend(axes, len(lines))
    return _svg(figure, title)


def shares(names: Sequence[str], lines: Line, title: str) -> str:
    """A dot for each share with its interval as a whisker."""
    figure, axes = _figure(0.8 + 0.42 * len(names))
    for place, value in enumerate(lines.values):
        axes.plot([lines.low[place], lines.high[place]], [place, place], color=INK, linewidth=2)
        if value is not None:
            axes.plot([value], [place], marker="o", color=COLORS[0], markersize=9)
    axes.set_xlim(0, 1)
    _rows(axes, names, lambda value: f"{value:.0%}")
    return _svg(figure, title)


def _figure(high: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, high))
    axes: Any = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(SOFT)
    axes.tick_params(colors=INK, length=0, labelsize=10)
    return figure, axes


def _rows(axes: Any, names: Sequence[str], say: Callable[[float], str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.grid(axis="x", color=SOFT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(lambda value, _: say(value))


def _legend(axes: Any, columns: int) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncol=columns, frameon=False,
                fontsize=10, labelcolor=INK, borderaxespad=0.4, handlelength=1.6)  # fmt: skip


def _svg(figure: Any, title: str) -> str:
    import matplotlib

    text = io.StringIO()
    # Text stays text: it is read out, found, and takes the page's own font.
    with matplotlib.rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": title, "hatch.linewidth": 0.35}
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
