"""The sentence encoder's table of words on disk instead of in memory: 65 MB that engines share.

Its package brings the weights compressed, so that every process unpacked a table of its own. Here
it is unpacked once, and of it only the rows of a message are read: what lies in memory is the
system's cache, one for all processes and given up when memory is short.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

logger = logging.getLogger(__name__)

ROWS, REST = "rows.u8", "rest.npz"
READABLE = 0o755
_BLOCK = "q"


class Rows:
    """The table; `rows[ids]` are those rows, as an array gives them."""

    def __init__(self, path: Path, width: int) -> None:
        self._file, self._width = path.open("rb", buffering=0), width

    def __getitem__(self, ids: NDArray[np.int64]) -> NDArray[np.uint8]:
        file, width = self._file.fileno(), self._width
        read = [os.pread(file, width, row * width) for row in ids.tolist()]
        return np.frombuffer(b"".join(read), dtype=np.uint8).reshape(len(read), width)


def unpacked(weights: Path, folder: Path) -> Path | None:
    """Where the weights lie unpacked inside the folder, made if need be.

    None when there is no such folder, or nothing can be written there.
    """
    place = folder / f"encoder-{_name(weights)}"
    if place.exists():
        return place
    if not folder.is_dir():
        return None
    try:
        _unpack(weights, place)
    except OSError as error:
        # Two who start at the same time make the same; the second finds what the first made.
        if not place.exists():
            logger.warning("encoder_not_unpacked folder=%s reason=%s", folder, error)
            return None
    return place


def _name(weights: Path) -> str:
    """A name that changes with any of the weights: out of the checksums that the file has."""
    with zipfile.ZipFile(weights) as file:
        parts = [f"{one.filename} {one.CRC} {one.file_size}" for one in file.infolist()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _unpack(weights: Path, place: Path) -> None:
    """Write both files beside the place and move them there as one, so that none sees a half."""
    made = Path(tempfile.mkdtemp(prefix=".encoder-", dir=place.parent))
    try:
        with np.load(weights, allow_pickle=False) as given:
            blocks = [name for name in given.files if name.startswith(_BLOCK)]
            # Row 0 is the first of block 1, row 1 the first of block 2, and so on round.
            blocks.sort(key=lambda name: int(name.removeprefix(_BLOCK)))
            rows = np.stack([given[name] for name in blocks], axis=1)
            rest = {name: given[name] for name in given.files if name not in blocks}
        # The package asks for every block; what it builds of these is replaced by the rows.
        empty = {name: np.zeros((1, 1), dtype=np.uint8) for name in blocks}
        for name in (ROWS, REST):
            with (made / name).open("wb") as file:
                if name == ROWS:
                    rows.tofile(file)
                else:
                    np.savez(file, **rest, **empty)
                file.flush()
                os.fsync(file.fileno())
        made.chmod(READABLE)
        made.rename(place)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
