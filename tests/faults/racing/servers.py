"""A PostgreSQL of the race's own, in a folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pgserver.postgres_server import get_server


@contextmanager
def postgres(data: Path | None = None) -> Iterator[str]:
    """A server that runs as long as the block; without a folder its data goes with it."""
    # A socket's address has no room for long folder names.
    folder = data or Path(tempfile.mkdtemp(prefix="race", dir="/tmp"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)
