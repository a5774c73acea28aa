"""Passing a conversation on: to a colleague, or to whoever knows about something.

It goes back into the queue under a new fence, addressed; the note says why. Anybody may still take
it, so nobody is lost when the colleague leaves. The customer hears who was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.conversation import colleagues, log
from bot.conversation.colleagues import Availability, Colleague
from bot.conversation.errors import ColleagueAway, ColleagueBusy, ColleagueGone, UnknownSkill
from bot.conversation.live import Live
from bot.conversation.log import Entry
from bot.conversation.modes import Modes, Taker
from bot.conversation.record import Record, change, load
from bot.conversation.router import Move
from bot.conversation.voice import Voice
from bot.model import Clock, ConversationId, LocalText, Reviewed, StaffId
from bot.redaction import Redactor
from bot.texts import LANGUAGES


@dataclass(frozen=True)
class Passing:
    """Hands conversations on among colleagues."""

    live: Live
    modes: Modes
    voice: Voice
    clock: Clock
    most: int
    redactor: Redactor = Redactor()  # noqa: RUF009 it is frozen

    async def to_colleague(
        self, conversation: ConversationId, by: Taker, *, to: StaffId, why: str
    ) -> None:
        """Ask one colleague. Raises ColleagueGone, ColleagueAway, ColleagueBusy or NotHolder."""

        def work(connection: Connection, entries: list[Entry]) -> None:
            now = self.clock()
            colleague = _free(colleagues.find(connection, to, self.most), now)
            name = dict.fromkeys(LANGUAGES, colleague.name)
            record = self._pass(connection, conversation, by, entries, name, why, now)
            change(connection, conversation, meant_for=colleague.id)
            self._say(connection, record, entries, now, "chat.passed_to", by, name)

        await self.live.write(conversation, work)

    async def to_skill(
        self, conversation: ConversationId, by: Taker, *, skill: str, why: str
    ) -> None:
        """Ask whoever knows about it. Raises UnknownSkill when nobody does, and NotHolder."""

        def work(connection: Connection, entries: list[Entry]) -> None:
            now = self.clock()
            able = [
                one
                for one in colleagues.everybody(connection, self.most)
                if skill in one.skills and one.id != by.id
            ]
            if not able:
                raise UnknownSkill()
            name = self.skill_name(skill)
            record = self._pass(connection, conversation, by, entries, name, why, now)
            change(connection, conversation, wanted_skill=skill)
            here = {one.availability(now) for one in able} & {Availability.HERE, Availability.BUSY}
            key = "chat.passed_skill" if here else "chat.passed_skill_later"
            self._say(connection, record, entries, now, key, by, name)

        await self.live.write(conversation, work)

    def skill_name(self, skill: str) -> LocalText:
        """What is known of, in words."""
        key = f"skills.{skill}"
        if self.voice.texts.has(key):
            return self.voice.local(key)
        return {language: skill.replace("-", " ").replace("_", " ") for language in LANGUAGES}

    def _pass(
        self,
        connection: Connection,
        conversation: ConversationId,
        by: Taker,
        entries: list[Entry],
        to: LocalText,
        why: str,
        now: datetime,
    ) -> Record:
        record = self.modes.apply(
            connection,
            load(connection, conversation),
            Move.RELEASE,
            entries,
            now=now,
            reason="passed_on",
            by=by,
            said_already=True,
        )
        note = log.append_note(
            connection,
            record,
            text=self.redactor.now(why, record.language),
            client_id=f"pass-{record.fence}",
            by=by.id,
            name=by.name,
            now=now,
            to=to,
        )
        entries.append(note)
        return change(connection, conversation, passed_offset=note.offset)

    def _say(
        self,
        connection: Connection,
        record: Record,
        entries: list[Entry],
        now: datetime,
        key: str,
        by: Taker,
        to: LocalText,
    ) -> None:
        language = record.language
        said: Reviewed = self.voice.house_says(key, language, by=by.name, to=to[language])
        record = load(connection, record.id)
        entries.append(log.append_reviewed(connection, record, said, now=now))


def _free(colleague: Colleague | None, now: datetime) -> Colleague:
    """The colleague, when they can take another one."""
    if colleague is None:
        raise ColleagueGone(name="")
    found = colleague.availability(now)
    if found is Availability.GONE:
        raise ColleagueGone(name=colleague.name)
    if found is Availability.AWAY:
        raise ColleagueAway(name=colleague.name)
    if found is Availability.BUSY:
        raise ColleagueBusy(name=colleague.name)
    return colleague
