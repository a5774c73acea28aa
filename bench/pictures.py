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
    tests: Sequence[tuple[str, str]], guesses: Mapping[str, Sequence[str]], names: Sequence[str]
) -> None:
    """Rows: what was meant. Columns: what it was taken for. Shares of a row."""
    from matplotlib.figure import Figure

    counts = np.zeros((len(names), len(names)))
    taken = [guess for found in guesses.values() for guess in found]
    for (_, meant), guess in zip(tests, taken, strict=True):
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


def _save(picture: Any, name: str) -> None:
    picture.tight_layout()
    # Without the date and the version of the library, the same figures give the same file.
    picture.savefig(FOLDER / name, dpi=110, metadata={"Software": None})
