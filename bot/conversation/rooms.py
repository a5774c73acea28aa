"""Puts the rooms of the conversation together, and keeps their housekeeping going."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.conversation import engines
from bot.conversation.briefing import Briefing
from bot.conversation.calling import Calling
from bot.conversation.deeds import Deeds
from bot.conversation.ending import end_all
from bot.conversation.engines import Engines
from bot.conversation.evidence import Evidence
from bot.conversation.letters import Letters
from bot.conversation.live import Live
from bot.conversation.log import Entry
from bot.conversation.meters import Meters
from bot.conversation.modes import Modes
from bot.conversation.news import News
from bot.conversation.outbox import Outbox
from bot.conversation.passing import Passing
from bot.conversation.people import People
from bot.conversation.pictures import Pictures
from bot.conversation.presence import Presence, Visitors
from bot.conversation.reaching import Reaching
from bot.conversation.receiving import Receiving
from bot.conversation.returning import Returning
from bot.conversation.service import Conversations
from bot.conversation.tickets import Tickets
from bot.conversation.turns import PATIENCE_S, Parts, Turns
from bot.conversation.voice import Voice
from bot.model import ConversationId
from bot.redaction import KINDS, Redactor
from bot.texts import Texts
from bot.wiring import House

logger = logging.getLogger(__name__)
OUTBOX_EVERY_S = 0.3
APPROVALS_EVERY_S = 1.0
SWEEP_EVERY_S = 5.0
LEASES_EVERY_S = 10.0
LOOK_EVERY_S = 5.0
RECOVER_EVERY_S = 30.0
FINISH_EVERY_S = 3.0
CHECKPOINT_EVERY_S = 10.0
NOTICES_EVERY_S = 2.0
TICKETS_EVERY_S = 15.0


@dataclass(frozen=True)
class Rooms:
    """Everything a gateway needs of the conversation."""

    house: House
    texts: Texts
    voice: Voice
    meters: Meters
    presence: Presence
    visitors: Visitors
    engine: Engines
    live: Live
    outbox: Outbox
    turns: Turns
    conversations: Conversations
    pictures: Pictures
    people: People
    briefing: Briefing
    reaching: Reaching
    returning: Returning
    letters: Letters
    calling: Calling
    tickets: Tickets
    passing: Passing
    deeds: Deeds

    async def see_who_is_here(self) -> None:
        """Renew what the people at the desk hold, and learn who of them stepped away."""
        self.presence.away(await self.people.renew(self.presence.people()))
        if not self.live.alone:
            self.presence.elsewhere(await self.people.here())


def build(house: House, texts: Texts) -> Rooms:
    """Put the rooms together. Nothing is opened until somebody uses them."""
    settings = house.settings
    voice = Voice(
        texts,
        settings.brand.name,
        settings.brand.bot_name,
        settings.brand.privacy_url,
        formal=settings.form_of_address == "u",
        mood_reading=settings.empathy.mood_reading,
    )
    news = News(settings.redis_url, house=settings.database_url) if settings.redis_url else None
    redactor = Redactor(
        at_once=settings.redaction.at_once,
        later=settings.redaction.later,
        labels={kind: texts.local(f"redaction.{kind}") for kind in KINDS},
    )
    meters, presence, live = Meters(), Presence(), Live(house.database, news)
    visitors = Visitors()
    lease = timedelta(seconds=settings.desk.claim_lease_s)
    silence = timedelta(minutes=settings.disclosure.silence_minutes)
    modes = Modes(voice, lease, presence.somebody_here, settings.desk.opening, silence)
    engine = engines.build(settings)
    outbox = Outbox(
        authority=house.authority, live=live, voice=voice, meters=meters, clock=house.clock
    )
    evidence = Evidence(authority=house.authority, customers=house.customers)
    turns = Turns(
        Parts(
            database=house.database,
            live=live,
            engine=engine,
            outbox=outbox,
            evidence=evidence,
            voice=voice,
            modes=modes,
            meters=meters,
            clock=house.clock,
            patience_s=min(PATIENCE_S, settings.engine.turn_timeout_s),
            mood_reading=settings.empathy.mood_reading,
        )
    )
    receiving = Receiving(
        modes=modes,
        voice=voice,
        meters=meters,
        silence=silence,
    )
    conversations = Conversations(
        database=house.database,
        live=live,
        modes=modes,
        turns=turns,
        voice=voice,
        receiving=receiving,
        customers=house.customers,
        meters=meters,
        clock=house.clock,
        token_key=settings.secrets.chat_token_key or "",
        new_token=lambda: secrets.token_urlsafe(32),
        new_id=lambda: secrets.token_hex(12),
        default_language=settings.default_language,
        redactor=redactor,
        mood_reading=settings.empathy.mood_reading,
    )
    returning = Returning(
        database=house.database,
        clock=house.clock,
        token_key=settings.secrets.chat_token_key or "",
        new_token=lambda: secrets.token_urlsafe(32),
        holds=timedelta(hours=settings.smtp.link_hours),
        public_url=settings.public_url,
    )
    reaching = Reaching(
        database=house.database,
        live=live,
        voice=voice,
        customers=house.customers,
        shop=house.connectors.shop,
        mail=settings.smtp.host is not None,
        clock=house.clock,
    )
    letters = Letters(
        database=house.database,
        live=live,
        voice=voice,
        visitors=visitors,
        returning=returning,
        reaching=reaching,
        notify=house.notify,
        smtp=settings.smtp,
        opening=settings.desk.opening,
        clock=house.clock,
    )
    people = People(
        database=house.database,
        live=live,
        modes=modes,
        turns=turns,
        evidence=evidence,
        meters=meters,
        clock=house.clock,
        lease=lease,
        letters=letters,
        most=settings.desk.most_at_once,
        redactor=redactor,
    )
    opening = settings.desk.opening
    calling = Calling(
        database=house.database, live=live, voice=voice, opening=opening, clock=house.clock
    )
    tickets = Tickets(
        database=house.database,
        notify=house.notify,
        settings=settings.webhooks,
        opening=opening,
        public_url=settings.public_url,
        clock=house.clock,
    )
    briefing = Briefing(
        database=house.database,
        authority=house.authority,
        customers=house.customers,
        knowledge=house.knowledge,
        texts=texts,
        mood_reading=settings.empathy.mood_reading,
    )
    return Rooms(
        house=house,
        texts=texts,
        voice=voice,
        meters=meters,
        presence=presence,
        visitors=visitors,
        engine=engine,
        live=live,
        outbox=outbox,
        turns=turns,
        conversations=conversations,
        pictures=Pictures(
            live=live, turns=turns, voice=voice, receiving=receiving, clock=house.clock
        ),
        people=people,
        briefing=briefing,
        reaching=reaching,
        returning=returning,
        letters=letters,
        calling=calling,
        tickets=tickets,
        passing=Passing(live, modes, voice, house.clock, settings.desk.most_at_once, redactor),
        deeds=Deeds(house.database, house.authority, house.customers),
    )


class Housekeeping:
    """What happens by itself: receipts, approvals, unfinished turns, leases, recovery of money."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin; the first round of everything is at once, which recovers what a crash left."""
        rooms = self._rooms
        rooms.live.listen_written(self._count)
        rooms.live.start()
        rounds: list[tuple[str, float, Callable[[], Awaitable[object]]]] = [
            ("recover", RECOVER_EVERY_S, rooms.house.authority.recover),
            ("finish", FINISH_EVERY_S, rooms.house.authority.finish),
            ("outbox", OUTBOX_EVERY_S, rooms.outbox.drain),
            ("approvals", APPROVALS_EVERY_S, rooms.outbox.look_at_approvals),
            ("turns", SWEEP_EVERY_S, rooms.turns.sweep),
            ("leases", LEASES_EVERY_S, self._leases),
            ("live", LOOK_EVERY_S, rooms.live.look),
            ("tickets", TICKETS_EVERY_S, rooms.tickets.look),
            ("notices", NOTICES_EVERY_S, rooms.house.notify.round),
            ("checkpoints", CHECKPOINT_EVERY_S, self._checkpoint),
        ]
        self._tasks = [
            asyncio.create_task(self._every(name, seconds, work), name=f"housekeeping-{name}")
            for name, seconds, work in rounds
        ]

    async def stop(self) -> None:
        """End the rounds and let turns and writes that are under way end."""
        await end_all(self._tasks)
        await self._rooms.turns.stop()
        await self._rooms.house.notify.close()
        await self._rooms.live.stop()
        await self._rooms.house.checkpoints.look(now_or_never=True)
        await self._rooms.engine.close()

    async def _every(
        self, name: str, seconds: float, work: Callable[[], Awaitable[object]]
    ) -> None:
        failing = False
        while True:
            try:
                await work()
                failing = False
            except Exception as error:
                # Told once, not three times a second; the next round tries again.
                if not failing:
                    logger.exception("housekeeping_failed round=%s", name, exc_info=error)
                failing = True
            await asyncio.sleep(seconds)

    async def _checkpoint(self) -> None:
        kept = await self._rooms.house.checkpoints.look()
        self._rooms.meters.checkpoint_failing.set(kept.problem is not None)

    async def _leases(self) -> None:
        await self._rooms.see_who_is_here()
        await self._rooms.people.end_leases()

    async def _count(self, _: ConversationId, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if entry.type == "message":
                self._rooms.meters.messages.labels(entry.author.kind.value).inc()
