"""Changes of mode on a real database: whatever happens in whatever order, the log stays honest."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from bot import disclosure
from bot.conversation import log, record
from bot.conversation.errors import ConversationError, NobodyMaySpeak
from bot.conversation.log import Entry
from bot.conversation.modes import Modes, Taker
from bot.conversation.router import Move
from bot.conversation.voice import Voice
from bot.model import Author, AuthorKind, ConversationId, Draft, Reviewed, StaffId
from bot.storage.database import Database

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=timezone.utc)
HERE = ConversationId("c-1")
MARIA = Taker(StaffId("maria"), "Maria")
SAM = Taker(StaffId("sam"), "Sam")
STEPS = (
    *((move.value, None) for move in Move if move not in (Move.CLAIM, Move.RELEASE)),
    ("claim", MARIA),
    ("claim", SAM),
    ("release", MARIA),
    ("hand_back", MARIA),
    ("hand_back", SAM),
    ("close", MARIA),
    ("bot_speaks", None),
    ("late_bot_speaks", None),
    ("maria_speaks", None),
)


@dataclass
class _Story:
    """One conversation that lives through a sequence of steps, each in its own transaction."""

    database: Database
    modes: Modes
    fences: list[int] = field(default_factory=lambda: [1])
    told: list[Entry] = field(default_factory=list)

    def begin(self) -> None:
        """Open the conversation."""

        def work(connection: Connection) -> None:
            made = record.create(
                connection, HERE, token_hash="h", language="nl", customer=None, now=NOW
            )
            self.modes.disclose(connection, made, self.told, now=NOW, again=False)

        self.database.run_sync(work)

    def step(self, what: str, by: Taker | None) -> None:
        """Try one thing; what is refused changes nothing."""
        try:
            self.database.run_sync(lambda c: self._do(c, what, by))
        except (ConversationError, NobodyMaySpeak):
            return

    def _do(self, connection: Connection, what: str, by: Taker | None) -> None:
        found = record.load(connection, HERE)
        said: list[Entry] = []
        if what.endswith("speaks"):
            human = what == "maria_speaks"
            author = Author(AuthorKind.HUMAN_AGENT if human else AuthorKind.BOT, "Pip")
            made = disclosure.review(Draft(author, "hoi", "nl"))
            assert isinstance(made, Reviewed)
            fence = self.fences[0] if what == "late_bot_speaks" else found.fence
            said.append(
                log.append_reviewed(
                    connection, found, made, now=NOW, fence=fence, by=MARIA.id if human else None
                )
            )
        else:
            self.modes.apply(connection, found, Move(what), said, now=NOW, reason=what, by=by)
        self.told += said
        self.fences.append(record.load(connection, HERE).fence)


@given(
    steps=st.lists(st.sampled_from(STEPS), max_size=14),
    somebody_here=st.booleans(),
)
@example(steps=[("claim", MARIA), ("hand_back", MARIA), ("bot_speaks", None)], somebody_here=True)
@example(steps=[("close", None), ("customer_writes", None)], somebody_here=True)
@settings(max_examples=60, deadline=None)
def test_no_story_puts_a_bot_message_where_none_may_be(
    voice: Voice,
    empty_database: Path,
    steps: list[tuple[str, Taker | None]],
    somebody_here: bool,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty_database, Path(folder) / "s.db")
        database = Database(f"sqlite:///{folder}/s.db")
        modes = Modes(voice, timedelta(minutes=2), lambda: somebody_here)
        story = _Story(database, modes)
        story.begin()
        for what, by in steps:
            story.step(what, by)
        entries = database.read_sync(lambda c: log.read_public(c, HERE))
        final = database.read_sync(lambda c: record.load(c, HERE))
        database.close_sync()
    assert entries == story.told
    assert [entry.public for entry in entries] == list(range(1, len(entries) + 1))
    _check(entries)
    told_modes = [entry.body["mode"] for entry in entries if entry.type == "mode"]
    assert final.mode.value == (told_modes[-1] if told_modes else "bot")


def _check(entries: list[Entry]) -> None:
    """Walk through what the customer saw and look for a lie."""
    mode, disclosed, sentence_left = "bot", False, False
    before: Entry | None = None
    for entry in entries:
        if entry.type == "mode":
            mode = str(entry.body["mode"])
            sentence_left = mode == "waiting"
        elif entry.type == "disclosure":
            disclosed = True
        elif entry.author.kind is AuthorKind.BOT:
            assert disclosed
            if mode == "waiting":
                assert sentence_left
                assert before is not None
                assert before.type == "mode"
                sentence_left = False
            else:
                assert mode == "bot"
        elif entry.author.kind is AuthorKind.HUMAN_AGENT:
            assert mode == "human"
        if before is not None and before.body.get("reason") in ("hand_back", "customer_writes"):
            assert entry.type == "disclosure"
        before = entry
    if before is not None:
        assert before.body.get("reason") not in ("hand_back", "customer_writes")
