"""What can go wrong with the database as a whole: not now, or not at all."""

from __future__ import annotations


class StorageError(Exception):
    """The database could not do its work; nothing was written."""

    code = "storage"


class DatabaseBusy(StorageError):
    """Somebody else held the lock for longer than the time-out."""

    code = "busy"


class DatabaseUnavailable(StorageError):
    """The database cannot be reached, is full or may not be written."""

    code = "unavailable"
