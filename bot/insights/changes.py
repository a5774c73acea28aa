"""Notes when an article, a flow or a text of the bot became another, so that a digest can tell.

What the bot is made of lies in files; nobody has to say that one was changed. The round of deriving
looks at them, and the first time that it looks is no change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.knowledge.articles import Article
from bot.model import LocalText
from bot.storage.insight_tables import changes

ARTICLE, FLOW, TEXTS = "article", "flow", "texts"
FIRST, NEW, CHANGED, REVIEWED, GONE = "first", "new", "changed", "reviewed", "gone"
_TEXTS = (Path("data/texts.yml"), Path("domain/_shared.yml"))
_c = changes.c


@dataclass(frozen=True)
class Seen:
    """One thing that the bot is made of, as it is now."""

    kind: str
    name: str
    fingerprint: str
    title: LocalText
    owner: str = ""
    review_by: str = ""


@dataclass(frozen=True)
class Change:
    """What became of it."""

    what: str
    seen: Seen


def look(articles: Iterable[Article], root: Path = Path()) -> list[Seen]:
    """Everything as it is now; what a process does not have in its folder is left out."""
    found = [_article(one) for one in articles]
    for path in sorted((root / "domain").glob("[!_]*.yml")):
        files = (path, root / "data" / path.name)
        found.append(Seen(FLOW, path.stem, _digest(files), {}))
    texts = [root / path for path in _TEXTS if (root / path).exists()]
    if texts:
        found.append(Seen(TEXTS, TEXTS, _digest(texts), {}))
    return found


def differences(before: Sequence[Seen], now: Sequence[Seen]) -> Iterator[Change]:
    """What is new, another, looked at again or gone; of a kind that was never seen, the first."""
    known = {(one.kind, one.name): one for one in before}
    kinds = {one.kind for one in before}
    for one in now:
        old = known.pop((one.kind, one.name), None)
        if old is None:
            yield Change(NEW if one.kind in kinds else FIRST, one)
        elif old.fingerprint != one.fingerprint:
            yield Change(CHANGED, one)
        elif old.review_by != one.review_by:
            yield Change(REVIEWED, one)
    here = {one.kind for one in now}
    yield from (Change(GONE, one) for one in known.values() if one.kind in here)


def note(connection: Connection, now: Sequence[Seen], at: datetime) -> int:
    """Write down what became another since the last time; how much."""
    found = list(differences(_last(connection), now))
    for one in found:
        seen = one.seen
        connection.execute(
            insert(changes).values(
                kind=seen.kind,
                name=seen.name,
                at=at,
                what=one.what,
                fingerprint=seen.fingerprint,
                title=json.dumps(dict(seen.title), ensure_ascii=False),
                owner=seen.owner,
                review_by=seen.review_by,
            )
        )
    return len(found)


def between(
    connection: Connection, since: datetime, until: datetime
) -> list[tuple[datetime, Change]]:
    """What changed, oldest first."""
    rows = connection.execute(
        select(changes)
        .where(_c.at >= since, _c.at < until, _c.what != FIRST)
        .order_by(_c.at, _c.id)
    )
    return [(row.at, Change(row.what, _seen(row))) for row in rows]


def _last(connection: Connection) -> list[Seen]:
    """Everything as it was seen last."""
    found: dict[tuple[str, str], Seen] = {}
    for row in connection.execute(select(changes).order_by(_c.id)):
        if row.what == GONE:
            found.pop((row.kind, row.name), None)
        else:
            found[row.kind, row.name] = _seen(row)
    return list(found.values())


def _seen(row: object) -> Seen:
    title = json.loads(row.title)  # type: ignore[attr-defined]
    return Seen(row.kind, row.name, row.fingerprint, title, row.owner, row.review_by)  # type: ignore[attr-defined]


def _article(one: Article) -> Seen:
    said = json.dumps(
        [one.title, one.answer, one.questions, one.sources], ensure_ascii=False, sort_keys=True
    )
    digest = hashlib.sha256(said.encode()).hexdigest()
    return Seen(ARTICLE, one.id, digest, one.title, one.owner, one.review_by.isoformat())


def _digest(files: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for file in files:
        found.update(file.read_bytes() if file.exists() else b"")
    return found.hexdigest()
