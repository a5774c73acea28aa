"""Draws what figures cannot say: which intents are confused, how far a mood may be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
BINS = 5


def confusion(
    tests: Sequence[tuple[str, str]], guesses: Sequence[str], names: Sequence[str]
) -> None:
    """Rows: what was meant. Columns: what it was taken for. Shares of a row."""
    from matplotlib.figure import Figure

    counts = np.zeros((len(names), len(names)))
    for (_, meant), guess in zip(tests, guesses, strict=True):
        counts[names.index(meant), names.index(guess)] += 1
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    picture = Figure(figsize=(11, 10))
    axes: Any = picture.add_subplot()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlabel("taken for")
    axes.set_ylabel("meant")
    for row, column in zip(*np.nonzero(counts), strict=True):
        light = shares[row, column] > 0.5
        axes.text(
            column,
            row,
            int(counts[row, column]),
            ha="center",
            va="center",
            fontsize=7,
            color="white" if light else "black",
        )
    axes.set_title("Intents of the examination, English and Dutch")
    _save(picture, "intents-confused.png")


def reliability(drawn: Mapping[str, tuple[NDArray[np.float32], NDArray[np.bool_]]]) -> None:
    """How probable a negative mood was called, and how often it was one."""
    from matplotlib.figure import Figure

    picture = Figure(figsize=(6, 6))
    axes: Any = picture.add_subplot()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle="--", label="exactly right")
    for (told, (probable, true)), marker in zip(drawn.items(), "os", strict=False):
        which = np.minimum((probable * BINS).astype(int), BINS - 1)
        bins = [which == one for one in range(BINS) if (which == one).any()]
        said = [float(probable[inside].mean()) for inside in bins]
        was = [float(true[inside].mean()) for inside in bins]
        axes.plot(said, was, marker=marker, label=f"{told}, {len(true)} messages")
        for inside, x, y in zip(bins, said, was, strict=True):
            axes.annotate(
                str(int(inside.sum())), (x, y), xytext=(6, -10), textcoords="offset points"
            )
    axes.set_xlabel("said: probability of a negative mood")
    axes.set_ylabel("was: share that was negative")
    axes.set_title("How far a reading may be trusted")
    axes.set_aspect("equal")
    axes.legend()
    _save(picture, "moods-reliable.png")


def growth(
    warm: Mapping[int, float], cold: Mapping[int, float], theirs: Mapping[int, float]
) -> None:
    """What each message of a conversation costs: ours, ours after a restart, Rasa's own store."""
    from matplotlib.figure import Figure

    picture = Figure(figsize=(9, 5))
    axes: Any = picture.add_subplot()
    first, last = max(min(warm), 1), max(theirs)
    middles = range(first + SMOOTH, last - SMOOTH)
    near = [[warm[at] for at in _around(middle) if at in warm] for middle in middles]
    axes.plot(list(warm), list(warm.values()), ".", color="#9db8d2", markersize=2, zorder=1)
    axes.plot(middles, [float(np.median(found)) for found in near], color="#1f5f99", linewidth=2.5)
    axes.plot(list(cold), list(cold.values()), "s--", color="#0b7a5c", linewidth=1.5, markersize=6)
    axes.plot(list(theirs), list(theirs.values()), "o-", color="#b3490f", linewidth=2, markersize=6)
    ends = (
        (theirs[last], "Rasa's SQLTrackerStore", "#b3490f"),
        (cold[last], "ours, read from the file", "#0b7a5c"),
        (float(np.median(near[-1])), "ours", "#1f5f99"),
    )
    for place, (value, name, color) in enumerate(ends):
        axes.annotate(
            f"{name}\n{value:,.0f} ms",
            (last, value),
            xytext=(10, (0, 12, -14)[place]),
            textcoords="offset points",
            color=color,
            va="center",
        )
    axes.set_yscale("log")
    axes.set_xlim(0, last)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xlabel("message of the conversation")
    axes.set_ylabel("processor time of its turn, in ms")
    axes.grid(axis="y", color="#dddddd", linewidth=0.8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_title("What a message costs as its conversation grows")
    _save(picture, "growth.png")


SMOOTH = 20


def _around(middle: int) -> range:
    return range(middle - SMOOTH, middle + SMOOTH + 1)


def _save(picture: Any, name: str) -> None:
    picture.tight_layout()
    # Without the date and the version of the library, the same figures give the same file.
    picture.savefig(FOLDER / name, dpi=110, metadata={"Software": None})
