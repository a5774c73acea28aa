"""Draws where the time of a turn goes, as SVG: what calls stands above what it calls.

A box is as wide as the time that was spent in it. Colours are of what the time was spent for, and
are told in the legend with their milliseconds; they follow the reader's light or dark page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from bench.sampling import WAITS, Stack

WIDTH, EDGE, ROW, TOP = 1200, 20, 19, 74
FOOT = 88
NARROWEST = 2.0
LETTER = 6.9
REST = "the rest"
# What a frame is for, by how its name ends or where it is from; all below it is for the same.
PURPOSES: Mapping[str, tuple[str, ...]] = {
    "understanding the message": (
        "rasa/core/processor.parse_message",
        "bot/rasa_ext/turns._parse",
        "bot/rasa_ext/turns._with_reading",
    ),
    "deciding what to do": ("rasa/core/processor._predict_next_with_tracker",),
    "the action": ("rasa/core/actions/action.run",),
    "checking what it gave back": (
        "rasa/core/actions/action._validate_action_result",
        "bot/rasa_ext/local_endpoint.validate",
    ),
    "reading and writing the conversation": (
        "rasa/core/tracker_store.",
        "bot/rasa_ext/tracker_store.",
    ),
}
LEGEND = (*PURPOSES, REST)
# Frames that only pass on.
UNSEEN = ("asyncio", "bench", "contextlib", "functools", "threading", "selectors", "_bootstrap")
OURS = ("bot", "actions", "rasa", "rasa_sdk")
_LIGHT = ("#bcd9f2", "#cfe8c4", "#ffd9a8", "#f6bdb8", "#d9ccf0", "#e2e2de")
_DARK = ("#23527c", "#33602a", "#7a4d12", "#8a2f28", "#553f85", "#4a4a48")


@dataclass
class Box:
    """A frame, what it is for, and the seconds in it with those of the frames below."""

    name: str
    full: str
    purpose: str
    seconds: float = 0.0
    below: dict[str, Box] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """A box at its place: milliseconds from the left, and how deep."""

    box: Box
    left: float
    depth: int


def tree(seconds: Mapping[Stack, float], root: str) -> Box:
    """All stacks below the frame `root`, put together."""
    whole = Box("one turn", "one turn", REST)
    for stack, took in seconds.items():
        begin = next((place for place, name in enumerate(stack) if name == root), None)
        if begin is None:
            continue
        whole.seconds += took
        at, purpose, before = whole, REST, ""
        for full in stack[begin:]:
            purpose = _purpose(full) or purpose
            name = _shown(full)
            # Of a library one box is enough, however many of its functions call each other.
            if not name or (name == before and "." not in name):
                continue
            before = name
            at = at.below.setdefault(name, Box(name, full, purpose))
            at.seconds += took
    return whole


def _purpose(full: str) -> str | None:
    for purpose, signs in PURPOSES.items():
        if any(full == sign or (sign.endswith(".") and full.startswith(sign)) for sign in signs):
            return purpose
    return None


def _shown(full: str) -> str:
    """Ours and Rasa's by module and function, libraries by their name, what passes on not."""
    if full == WAITS:
        return "waits"
    path, _, function = full.rpartition(".")
    parts = path.split("/")
    if parts[0] in OURS:
        return "" if function.startswith("<") else f"{parts[-1]}.{function}"
    name = parts[-1] if parts[0].startswith("python3") else parts[0]
    return "" if name in UNSEEN else name


def placed(box: Box, left: float = 0.0, depth: int = 0) -> Iterator[Placed]:
    """Every box at its place, those below it in the order in which they were first seen."""
    yield Placed(box, left, depth)
    for one in box.below.values():
        yield from placed(one, left, depth + 1)
        left += one.seconds * 1000


def spent(box: Box) -> dict[str, float]:
    """Milliseconds by what they were spent for."""
    found = dict.fromkeys(LEGEND, 0.0)
    waiting = [box]
    while waiting:
        at = waiting.pop()
        alone = at.seconds - sum(one.seconds for one in at.below.values())
        found[at.purpose] += max(0.0, alone) * 1000
        waiting += at.below.values()
    return found


def drawn(whole: Box, *, title: str, about: str, ms_wide: float) -> str:
    """The picture, with `ms_wide` milliseconds over its width."""
    scale = (WIDTH - 2 * EDGE) / ms_wide
    boxes = [one for one in placed(whole) if one.box.seconds * 1000 * scale >= NARROWEST]
    deep = max(one.depth for one in boxes) + 1
    high = TOP + deep * ROW + FOOT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}" role="img"'
        ' aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="12">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(about)} {escape(_in_words(whole))}</desc>',
        f"<style>{_style()}</style>",
        f'<rect class="page" width="{WIDTH}" height="{high}"/>',
        f'<text class="ink" x="{EDGE}" y="26" font-size="17" font-weight="600">'
        f"{escape(title)}</text>",
        f'<text class="soft" x="{EDGE}" y="46">{escape(about)}</text>',
        *(_box(one, scale) for one in boxes),
        *_axis(ms_wide, scale, TOP + deep * ROW),
        *_legend(spent(whole), TOP + deep * ROW + 50),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _in_words(whole: Box) -> str:
    parts = ", ".join(f"{name} {ms:.1f} ms" for name, ms in spent(whole).items() if ms >= 0.05)
    return f"In all {whole.seconds * 1000:.1f} ms: {parts}."


def _box(one: Placed, scale: float) -> str:
    ms = one.box.seconds * 1000
    left, wide = EDGE + one.left * scale, ms * scale
    down = TOP + one.depth * ROW
    told = f"{one.box.full}: {ms:.2f} ms"
    room = int((wide - 6) / LETTER)
    label = one.box.name if len(one.box.name) <= room else f"{one.box.name[: room - 1]}…"
    text = (
        f'<text class="on" x="{left + 3:.1f}" y="{down + 13}">{escape(label)}</text>'
        if room >= 4
        else ""
    )
    place = LEGEND.index(one.box.purpose)
    return (
        f'<g><title>{escape(told)}</title><rect class="c{place}" x="{left:.1f}" y="{down}"'
        f' width="{max(0.8, wide - 0.6):.1f}" height="{ROW - 1}" rx="1.5"/>{text}</g>'
    )


def _axis(ms_wide: float, scale: float, down: float) -> Iterator[str]:
    step = next(size for size in (0.5, 1, 2, 5, 10, 20, 50, 100) if ms_wide / size <= 15)
    for number in range(int(ms_wide / step) + 1):
        at = EDGE + number * step * scale
        yield f'<path class="line" d="M{at:.1f} {down + 2}v5"/>'
        yield (
            f'<text class="soft" x="{at:.1f}" y="{down + 20}" text-anchor="middle">'
            f"{number * step:g}{' ms' if number == 0 else ''}</text>"
        )


def _legend(times: Mapping[str, float], down: float) -> Iterator[str]:
    """Three a line, under each other."""
    for place, (name, ms) in enumerate(times.items()):
        left, low = EDGE + place % 3 * (WIDTH - 2 * EDGE) / 3, down + place // 3 * 24
        text = escape(f"{name}: {ms:.1f} ms")
        yield f'<rect class="c{place}" x="{left:.0f}" y="{low - 11}" width="14" height="14"/>'
        yield f'<text class="ink" x="{left + 20:.0f}" y="{low}">{text}</text>'


def _style() -> str:
    def colours(fills: Sequence[str], page: str, ink: str, soft: str) -> str:
        boxes = "".join(f".c{place}{{fill:{fill}}}" for place, fill in enumerate(fills))
        return (
            f".page{{fill:{page}}}.ink,.on{{fill:{ink}}}.soft{{fill:{soft}}}"
            f".line{{stroke:{soft}}}{boxes}"
        )

    dark = colours(_DARK, "#1e2129", "#f2f2f2", "#b9bdc6")
    light = colours(_LIGHT, "#ffffff", "#1a1a1a", "#595959")
    return f"{light}@media (prefers-color-scheme: dark){{{dark}}}"
