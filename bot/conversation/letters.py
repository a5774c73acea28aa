"""E-mails to customers: a person's answer when they are gone, and the whole chat to keep."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from bot.conversation import log
from bot.conversation.errors import TooManyLetters
from bot.conversation.live import Live
from bot.conversation.log import Entry
from bot.conversation.presence import Visitors
from bot.conversation.reaching import Reaching, address_of
from bot.conversation.receiving import alive
from bot.conversation.record import Record, load
from bot.conversation.returning import Returning
from bot.conversation.transcript import transcript
from bot.conversation.voice import Voice
from bot.model import Clock, ConversationId
from bot.notify import outbox
from bot.notify.errors import NotWanted
from bot.notify.letter import Letter, Part, masked, message
from bot.notify.outbox import Notice
from bot.notify.service import Notify
from bot.notify.smtp import Mailer
from bot.settings import Opening, Smtp
from bot.storage.database import Database

ANSWER = "answer"
TRANSCRIPT = "transcript"
MOST_TRANSCRIPTS = 3
LATELY = timedelta(hours=1)


class Letters:
    """Writes answers of people into e-mails. Only their offsets wait in the outbox, no words."""

    def __init__(
        self,
        *,
        database: Database,
        live: Live,
        voice: Voice,
        visitors: Visitors,
        returning: Returning,
        reaching: Reaching,
        notify: Notify,
        smtp: Smtp,
        opening: Opening,
        clock: Clock,
    ) -> None:
        self._database = database
        self._live = live
        self._voice = voice
        self._visitors = visitors
        self._returning = returning
        self._mailer = Mailer(smtp)
        self._sender = smtp.sender or ""
        self._gather = timedelta(seconds=smtp.gather_s)
        self._opening = opening
        self._clock = clock
        self._reaching = reaching
        notify.register(ANSWER, self.send_answer, self.undelivered)
        notify.register(TRANSCRIPT, self.send_transcript)

    def answered(self, connection: Connection, record: Record, entry: Entry, now: datetime) -> None:
        """In the transaction of a person's message: have it mailed, unless the customer is here.

        What is written shortly after goes into the same letter.
        """
        if not self._mailer.is_set or self._visitors.here(record.id):
            return
        if address_of(connection, record.id) is None:
            return
        waiting = outbox.unsent(connection, record.id, ANSWER)
        if waiting is not None:
            offsets = [*waiting.body["offsets"], entry.offset]
            outbox.change_body(connection, waiting, {"offsets": offsets})
            return
        outbox.add(
            connection,
            id=f"{ANSWER}.{record.id}.{entry.offset}",
            kind=ANSWER,
            conversation=record.id,
            body={"offsets": [entry.offset]},
            now=now,
            due_at=now + self._gather,
        )

    async def send_answer(self, notice: Notice) -> None:
        """Write the letter and hand it over. Raises NotWanted when the customer came back."""
        if self._visitors.here(notice.conversation):
            raise NotWanted()

        def read(connection: Connection) -> tuple[Record, str | None, list[Entry]]:
            found = load(connection, notice.conversation)
            said = (
                log.entry_at(connection, notice.conversation, offset)
                for offset in notice.body["offsets"]
            )
            return found, address_of(connection, notice.conversation), [e for e in said if e]

        found, address, said = await self._database.read(read)
        read_all = all((entry.public or 0) <= found.read_offset for entry in said)
        if address is None or found.erased_at is not None or read_all:
            raise NotWanted()
        await self.post(self._answer(found, address, said, notice.id))

    async def ask_transcript(self, conversation: ConversationId, email: str | None) -> None:
        """Mail the whole conversation to this address, or to the one that is known.

        Raises NoMail, BadAddress, NoAddress, or TooManyLetters: so that nobody fills a mailbox.
        """
        address = await self._reaching.chosen(conversation, email)

        def work(connection: Connection, entries: list[Entry]) -> None:
            found, now = alive(connection, conversation), self._clock()
            if outbox.added_since(connection, conversation, TRANSCRIPT, now - LATELY) >= (
                MOST_TRANSCRIPTS
            ):
                raise TooManyLetters()
            outbox.add(
                connection,
                id=f"{TRANSCRIPT}.{conversation}.{found.last_offset}",
                kind=TRANSCRIPT,
                conversation=conversation,
                body={"to": address},
                now=now,
                due_at=now,
            )
            said = self._voice.house_says(
                "chat.transcript_asked", found.language, address=masked(address)
            )
            entries.append(log.append_reviewed(connection, found, said, now=now))

        await self._live.write(conversation, work)

    async def send_transcript(self, notice: Notice) -> None:
        """Write down what the customer saw, now, and hand it over."""

        def read(connection: Connection) -> tuple[Record, list[Entry]]:
            found = load(connection, notice.conversation)
            return found, log.read_public(connection, notice.conversation)

        found, entries = await self._database.read(read)
        if found.erased_at is not None:
            raise NotWanted()
        voice, language = self._voice, found.language
        names = {"company": voice.company, "bot": voice.bot_name}
        text = transcript(entries, language, voice, self._opening)
        await self.post(
            Letter(
                id=notice.id,
                to=notice.body["to"],
                subject=voice.say("mail.transcript_subject", language, names),
                language=language,
                parts=[Part(voice.say("mail.transcript_intro", language, names)), Part(text)],
            )
        )

    async def undelivered(self, notice: Notice) -> None:
        """Say in the conversation that the letter did not arrive; the desk sees it too."""

        def work(connection: Connection, entries: list[Entry]) -> None:
            found = load(connection, notice.conversation)
            if found.erased_at is None:
                said = self._voice.house_says("chat.mail_undelivered", found.language)
                entries.append(log.append_reviewed(connection, found, said, now=self._clock()))

        await self._live.write(notice.conversation, work)

    async def post(self, letter: Letter) -> None:
        """Hand a letter to the mail server."""
        domain = self._sender.partition("@")[2]
        made = message(
            letter,
            sender=self._sender,
            company=self._voice.company,
            domain=domain,
            now=self._clock(),
        )
        await self._mailer.send(made)

    def _answer(self, found: Record, address: str, said: list[Entry], id: str) -> Letter:
        voice, language = self._voice, found.language
        link, until = self._returning.link(found.id)
        here = self._opening.local
        names = {"company": voice.company, "bot": voice.bot_name}
        parts = [Part(voice.say("mail.answer_intro", language, names))]
        parts += [
            Part(
                str(entry.body.get("text", "")),
                voice.say("mail.by_person", language, {"name": entry.author.name}),
            )
            for entry in said
        ]
        when = voice.when(here(until), here(self._clock()), language)
        parts += [
            Part(voice.say("mail.link_note", language, {"until": when})),
            Part(voice.say("mail.sent_by", language, names)),
        ]
        return Letter(
            id=id,
            to=address,
            subject=voice.say("mail.answer_subject", language, names),
            language=language,
            parts=parts,
            link=(voice.say("mail.link", language), link),
        )
