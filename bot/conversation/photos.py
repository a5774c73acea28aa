"""Photos that customers send: kept as files beside the database, one folder a conversation."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.model import ConversationId

LARGEST_BYTES = 5_000_000
_ID = re.compile(r"[0-9a-f]{32}")
_SAFE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Photo:
    """One stored picture."""

    id: str
    media_type: str
    bytes: int

    def to_json(self, conversation: ConversationId) -> dict[str, Any]:
        """The wire form, with the address it is read at."""
        return {
            "id": self.id,
            "media_type": self.media_type,
            "bytes": self.bytes,
            "url": f"/chat/attachments/{conversation}/{self.id}",
        }


def media_type_of(data: bytes) -> str | None:
    """What a file is by its first bytes; a name or a header may say anything."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


class Photos:
    """Writes, reads and erases; blocking, so call it from a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, conversation: ConversationId, data: bytes) -> Photo | None:
        """Keep a picture; None when it is none. The same picture twice is kept once."""
        media_type = media_type_of(data)
        if media_type is None:
            return None
        photo = Photo(hashlib.sha256(data).hexdigest()[:32], media_type, len(data))
        path = self._path(conversation, photo.id)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Under another name first: nobody ever reads half a picture.
            part = path.with_name(f".{photo.id}.{secrets.token_hex(4)}")
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        return photo

    def read(self, conversation: ConversationId, id: str) -> tuple[str, bytes] | None:
        """Media type and bytes, or None when there is no such picture."""
        if not _ID.fullmatch(id) or not _SAFE.fullmatch(conversation):
            return None
        try:
            data = self._path(conversation, id).read_bytes()
        except FileNotFoundError:
            return None
        media_type = media_type_of(data)
        return None if media_type is None else (media_type, data)

    def every(self, conversation: ConversationId) -> list[Path]:
        """The files of a conversation's pictures."""
        folder = self._folder / conversation
        if not _SAFE.fullmatch(conversation) or not folder.is_dir():
            return []
        return sorted(path for path in folder.iterdir() if _ID.fullmatch(path.name))

    def erase_older(self, moment: datetime) -> int:
        """Remove every picture that was kept before a moment; how many there were."""
        done = 0
        for path in self._folder.glob("*/*"):
            if path.stat().st_mtime < moment.timestamp():
                path.unlink(missing_ok=True)
                done += 1
        return done

    def erase(self, conversation: ConversationId) -> int:
        """Remove every picture of a conversation; how many there were."""
        there = len(self.every(conversation))
        if _SAFE.fullmatch(conversation):
            shutil.rmtree(self._folder / conversation, ignore_errors=True)
        return there

    def _path(self, conversation: ConversationId, id: str) -> Path:
        return self._folder / conversation / id
