"""`samenspel audit verify`: is the audit trail whole? Reads only, and needs nothing that runs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.authority import audit
from bot.authority.audit_chain import Mark, walk
from bot.authority.audit_signed import LINES, PUBLIC, BadCheckpoint, checked, lines_of, read_public
from bot.authority.values import ChainState
from bot.settings import Settings
from bot.storage.reading import NotReadable, reading


def run(arguments: argparse.Namespace, find: Callable[[], Settings]) -> int:
    """0 and how far it holds; 1 and the first bad record; 2 when it cannot be looked at."""
    try:
        url, files = _where(arguments, find)
        marks = _marks(*files) if files else ()
    except BadCheckpoint as error:
        return _tell(ChainState(False, 0, "", None, str(error)), (), as_json=arguments.json)
    except (OSError, ValueError) as error:
        print(f"the checkpoints cannot be read: {error}", file=sys.stderr)
        return 2
    try:
        with reading(url) as connection:
            rows = audit.rows(connection, after=audit.BEFORE_ALL)
            state = walk(rows, audit.head(connection), marks)
    except NotReadable as error:
        print(f"the database cannot be read: {error}", file=sys.stderr)
        return 2
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        print(f"the database cannot be read: {reason}", file=sys.stderr)
        return 2
    return _tell(state, marks, as_json=arguments.json)


def _where(
    arguments: argparse.Namespace, find: Callable[[], Settings]
) -> tuple[str, tuple[Path, Path] | None]:
    """The database, and the files with checkpoints and key; settings only where they are needed."""
    settings = None if arguments.database else find()
    url = arguments.database or (settings.database_url if settings else "")
    if arguments.checkpoint:
        lines = Path(arguments.checkpoint)
        return url, (lines, Path(arguments.key) if arguments.key else lines.with_name(PUBLIC))
    if settings and (settings.checkpoints_dir / LINES).exists():
        folder = settings.checkpoints_dir
        return url, (folder / LINES, Path(arguments.key) if arguments.key else folder / PUBLIC)
    return url, None


def _marks(lines: Path, key: Path) -> Sequence[Mark]:
    text = lines.read_bytes().decode("utf-8", "surrogateescape")
    return checked(lines_of(text), read_public(key))


def _tell(state: ChainState, marks: Sequence[Mark], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({**asdict(state), "checkpoints": len(marks)}))
    elif not state.ok:
        print(f"the audit trail is broken after entry {state.verified_to}: {state.problem}")
    else:
        print(f"the audit trail is whole: verified to entry {state.verified_to}, {state.head}")
        if marks:
            at = marks[-1].at.isoformat(timespec="seconds")
            print(f"{len(marks)} checkpoints agree, the last at entry {marks[-1].count}, {at}")
        else:
            print("no checkpoints to compare with: a trail that was cut off or written anew")
            print("as a whole would look the same")
    return 0 if state.ok else 1
