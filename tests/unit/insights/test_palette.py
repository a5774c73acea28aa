"""The colours of the pictures can be told apart by everybody, in light and in dark.

Colour blindness as Machado, Oliveira and Fernandes (2009) simulate it at its strongest.
"""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from bot.insights.charts import COLORS

SHEET = Path("bot/insights/report.css").read_text(encoding="utf-8")
SEEN_BY = {
    "everybody": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
}  # fmt: skip
APART = 20.0
"""In CIELAB; 2 is just to be seen side by side."""
CONTRAST = 3.0
"""WCAG 1.4.11, of what is drawn against what is behind it."""
Linear = tuple[float, ...]


def colour(name: str, dark: bool) -> Linear:
    """One of the style sheet, as light."""
    found = re.search(rf"--{name}: light-dark\((#\w+), (#\w+)\)", SHEET)
    assert found, name
    code = found[1 + dark].lstrip("#")
    code = code if len(code) == 6 else "".join(2 * letter for letter in code)
    parts = [int(code[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    return tuple(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)


def palette(dark: bool) -> list[Linear]:
    return [colour(f"c{number}", dark) for number in range(1, len(COLORS) + 1)]


def seen(light: Linear, by: str) -> Linear:
    rows = (sum(a * b for a, b in zip(row, light, strict=True)) for row in SEEN_BY[by])
    return tuple(min(1.0, max(0.0, part)) for part in rows)


def luminance(light: Linear) -> float:
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def lab(light: Linear) -> Linear:
    red, green, blue = light
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, luminance(light), z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: Linear, other: Linear) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(lab(one), lab(other), strict=True)) ** 0.5)


def contrast(one: Linear, other: Linear) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("by", SEEN_BY)
def test_any_two_colours_are_told_apart(by: str, dark: bool) -> None:
    for one, other in combinations(palette(dark), 2):
        assert distance(seen(one, by), seen(other, by)) >= APART


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_colour_stands_out_from_the_page(dark: bool) -> None:
    surface = colour("surface", dark)
    assert min(contrast(one, surface) for one in palette(dark)) >= CONTRAST
