"""Messages that wait at the same time are embedded in one go: eight of them take a third each.

What the encoder embedded it remembers, so the pipeline finds the rows of a message there when its
turn comes. Who is alone pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice

from rasa.engine.graph import GraphNode

from bot.encoder import encoder
from bot.rasa_ext.sentence_encoder import SentenceEncoder

MOST = 16
"""More of them would gain nothing, and the first one waits for all of them."""


class Together:
    """Who waits to be understood, in the order in which they came, and their texts."""

    def __init__(self, embed: Callable[[Sequence[str]], object]) -> None:
        self._embed = embed
        self._texts: dict[str, str] = {}

    @contextmanager
    def waiting(self, turn: str, text: str) -> Iterator[None]:
        """In here the text of this turn may go along with that of another one."""
        self._texts[turn] = text
        try:
            yield
        finally:
            self._texts.pop(turn, None)

    def embed(self, turn: str) -> None:
        """Embed the text of this turn with those of the next ones, unless it is done or alone."""
        mine = self._texts.pop(turn, None)
        if mine is None or not self._texts:
            return
        others = list(islice(self._texts, MOST - 1))
        self._embed([mine, *(self._texts.pop(other) for other in others)])


def together(nodes: Mapping[str, GraphNode]) -> Together | None:
    """For a loaded graph; None where it embeds nothing: the encoder's weights are large."""
    embeds = any(isinstance(node._component, SentenceEncoder) for node in nodes.values())
    return Together(encoder().encode) if embeds else None
