"""Runs the turns of each conversation in order and delivers each answer exactly once.

A turn is pending in the database until its answer is in the log; both happen in one transaction,
so a crash repeats the question under the same turn id and never the answer. An engine that is gone
is asked again until the customer has waited long enough, and then the customer is told.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from bot import tracing
from bot.conversation import agenda, log, preferring, router
from bot.conversation.agenda import End, Job
from bot.conversation.answering import Spoken, drafts_of, judge
from bot.conversation.asking import Coming, coming
from bot.conversation.ending import end_all
from bot.conversation.engine import (
    Answer,
    Ask,
    BadAnswer,
    Busy,
    EngineError,
    Failed,
    TooSlow,
)
from bot.conversation.engines import Engines
from bot.conversation.evidence import Evidence
from bot.conversation.live import Live
from bot.conversation.log import Entry
from bot.conversation.meters import Meters
from bot.conversation.modes import Modes
from bot.conversation.outbox import Outbox
from bot.conversation.record import Record, change, load
from bot.conversation.router import Move
from bot.conversation.voice import Voice
from bot.model import AuthorKind, Clock, ConversationId, Mode
from bot.storage.conversation_tables import readings, withheld
from bot.storage.database import Database, StorageError
from bot.storage.prepared import inserting
from bot.texts import LANGUAGES

logger = logging.getLogger(__name__)
_KEEP_READING = inserting(readings, *(column.name for column in readings.columns))
PATIENCE_S = 9.0
PAUSES_S = (0.2, 0.4, 0.8, 1.0)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Parts:
    """What the turns are made with."""

    database: Database
    live: Live
    engine: Engines
    outbox: Outbox
    evidence: Evidence
    voice: Voice
    modes: Modes
    meters: Meters
    clock: Clock
    patience_s: float = PATIENCE_S
    mood_reading: str = preferring.OPT_OUT


class Turns:
    """One worker per conversation that has something on the agenda."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._workers: dict[ConversationId, asyncio.Task[None]] = {}
        self._again: set[ConversationId] = set()
        self._stopping = False

    def wake(self, conversation: ConversationId, known: Coming | None = None) -> None:
        """Something was put on this conversation's agenda.

        `known`: what comes first on it, when the caller's transaction has just looked.
        """
        if self._stopping:
            return
        if conversation in self._workers:
            self._again.add(conversation)
            return
        task = asyncio.create_task(self._work(conversation, known), name=f"turns-{conversation}")
        self._workers[conversation] = task

    async def sweep(self) -> None:
        """Wake everything that is unfinished: at start, and now and then for what was left.

        Beside other gateways what came lately is left to the one that took it.
        """
        patience = 0.0 if self._parts.live.alone else 3 * self._parts.patience_s
        before = self._parts.clock() - timedelta(seconds=patience)
        for conversation in await self._parts.database.read(lambda c: agenda.unfinished(c, before)):
            if conversation not in self._workers:
                self.wake(conversation)

    def busy(self, conversation: ConversationId) -> bool:
        """Whether a worker is on this conversation's agenda: for tests."""
        return conversation in self._workers

    async def idle(self) -> None:
        """Wait until no worker is busy: for tests."""
        while self._workers:
            await asyncio.gather(*self._workers.values(), return_exceptions=True)

    async def stop(self, within_s: float = 5.0) -> None:
        """Let running turns end; what is not done in time is done after the next start."""
        self._stopping = True
        workers = list(self._workers.values())
        if workers:
            _, late = await asyncio.wait(workers, timeout=within_s)
            await end_all(late)

    async def _work(self, conversation: ConversationId, known: Coming | None) -> None:
        try:
            await self._through_the_agenda(conversation, known)
            while conversation in self._again and not self._stopping:
                self._again.discard(conversation)
                await self._through_the_agenda(conversation)
        except StorageError as error:
            # Nothing is lost: the turn is still pending, and the next sweep finds it.
            logger.warning("turn_postponed conversation=%s code=%s", conversation, error.code)
        except Exception:
            logger.exception("worker_crashed conversation=%s", conversation)
        finally:
            self._workers.pop(conversation, None)
            if conversation in self._again and not self._stopping:
                self._again.discard(conversation)
                self.wake(conversation)

    async def _through_the_agenda(
        self, conversation: ConversationId, known: Coming | None = None
    ) -> None:
        found = known or await self._parts.database.read(lambda c: self._next(c, conversation))
        while found is not None and not self._stopping:
            job = found.job
            try:
                with tracing.following(job.id), tracing.timed() as stages:
                    if job.kind != "message":
                        found = await self._tell(job)
                    elif found.ask is not None:
                        found = await self._message(job, found.ask, stages)
                    else:
                        found = await self._drop(job)
            except EngineError as error:
                logger.warning("turn_failed turn=%s code=%s", job.id, error.code)
                await self._give_up(job, error.code)
                return
            except StorageError:
                raise
            except Exception:
                # A fault of ours: the customer is told rather than left waiting for ever.
                logger.exception("turn_crashed turn=%s", job.id)
                await self._give_up(job, "crashed")
                return

    def _next(self, connection: Connection, conversation: ConversationId) -> Coming | None:
        return coming(connection, conversation, self._parts.clock(), self._parts.mood_reading)

    async def _drop(self, job: Job) -> Coming | None:
        """Nobody may hear this answer: a person took over before the engine was asked."""
        found = await self._finish(job, "dropped", "fence")
        self._parts.meters.turns.labels("dropped").inc()
        return found

    async def _finish(self, job: Job, how: End, note: str | None = None) -> Coming | None:
        """Close what asks for no answer; what comes next."""

        def work(connection: Connection) -> Coming | None:
            agenda.finish(connection, job, how, now=self._parts.clock(), note=note)
            return self._next(connection, job.conversation)

        return await self._parts.database.run(work)

    async def _message(self, job: Job, ask: Ask, stages: tracing.Stages) -> Coming | None:
        parts = self._parts
        waited = (parts.clock() - job.created_at).total_seconds()
        await parts.live.typing(job.conversation, AuthorKind.BOT, True)
        try:
            with tracing.stage("engine"):
                answer = await self._ask(lambda within: parts.engine.turn(ask, within_s=within))
            if not answer.messages and answer.handoff is None:
                raise BadAnswer("an answer that says nothing")
            with tracing.stage("disclosure"):
                spoken = await self._review(job, answer, ask.locale)
            end, found = await self._delivered(job, answer, spoken)
        finally:
            await parts.live.typing(job.conversation, AuthorKind.BOT, False)
        parts.meters.turns.labels(end).inc()
        parts.meters.stage("waiting", waited)
        for name, seconds in stages.items():
            parts.meters.stage(name, seconds)
        whole = (parts.clock() - job.created_at).total_seconds()
        parts.meters.turn_seconds.observe(max(0.0, whole))
        logger.info("turn_ended turn=%s end=%s", job.id, end)
        return found

    async def _delivered(
        self, job: Job, answer: Answer, spoken: Sequence[Spoken]
    ) -> tuple[str, Coming | None]:
        """How the turn ended, and what comes next. Receipts that wait go into the log before it."""

        def work(connection: Connection, found: list[Entry]) -> tuple[str, Coming | None]:
            end = self._deliver(connection, found, job, answer, spoken)
            return end, self._next(connection, job.conversation)

        def first(connection: Connection, found: list[Entry]) -> tuple[str, Coming | None] | None:
            waits = self._parts.outbox.waits(connection, job.conversation)
            return None if waits else work(connection, found)

        made = await self._parts.live.write(job.conversation, first)
        if made is not None:
            return made
        with tracing.stage("receipts"):
            await self._receipts_first(job)
        return await self._parts.live.write(job.conversation, work)

    async def _receipts_first(self, job: Job) -> None:
        """What is settled stands in the log before the bot speaks of it."""
        try:
            await self._parts.outbox.drain()
        except StorageError:
            raise
        except Exception:
            # The round every 300 ms tries again; a claim without its receipt is still checked.
            logger.exception("receipts_not_drained turn=%s", job.id)

    async def _tell(self, job: Job) -> Coming | None:
        """A hand-back or an erasure: the engine has to hear it before the next message."""
        parts = self._parts
        if job.kind == "handed_back":
            details = job.details()

            async def call(within: float) -> None:
                await parts.engine.handed_back(
                    job.conversation,
                    by=str(details.get("by", "")),
                    receipts=list(details.get("receipts", ())),
                    within_s=within,
                )
        else:

            async def call(within: float) -> None:
                await parts.engine.forget(job.conversation, within_s=within)

        await self._ask(call)
        return await self._finish(job, "done")

    async def _ask(self, call: Callable[[float], Awaitable[_T]]) -> _T:
        """Call until there is an answer or the customer has waited long enough."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._parts.patience_s
        errors = 0
        while True:
            left = deadline - loop.time()
            try:
                return await call(max(0.1, left))
            except (TooSlow, BadAnswer, Busy):
                raise
            except EngineError as error:
                errors += 1
                pause = PAUSES_S[min(errors, len(PAUSES_S)) - 1]
                if (isinstance(error, Failed) and errors > 1) or (
                    loop.time() + pause >= deadline or self._stopping
                ):
                    raise
                await asyncio.sleep(pause)

    async def _review(self, job: Job, answer: Answer, locale: str) -> list[Spoken]:
        parts = self._parts
        language = answer.language if answer.language in LANGUAGES else locale
        drafts = drafts_of(parts.voice, answer, language)
        ledger = await parts.evidence.about(job.conversation, drafts)
        return judge(parts.voice, drafts, ledger)

    def _deliver(
        self,
        connection: Connection,
        found: list[Entry],
        job: Job,
        answer: Answer,
        spoken: Sequence[Spoken],
    ) -> str:
        """The answer into the log and the turn closed, or the answer dropped: one transaction."""
        parts, now = self._parts, self._parts.clock()
        record = load(connection, job.conversation)
        if not agenda.is_pending(connection, job):
            return "repeated"
        if not router.may_speak(record.state, AuthorKind.BOT, fence=job.fence):
            agenda.finish(connection, job, "dropped", now=now, note="late")
            return "dropped"
        record = self._learn(connection, record, job, answer)
        for number, message in enumerate(spoken):
            found.append(
                log.append_reviewed(
                    connection,
                    record,
                    message.reviewed,
                    now=now,
                    fence=job.fence,
                    request_key=log.turn_key(job.id, number),
                )
            )
            if message.held is not None:
                self._note_held(connection, job, message)
        agenda.finish(connection, job, "done", now=now)
        if answer.handoff is not None:
            parts.meters.handoffs.labels(answer.handoff.reason).inc()
            parts.modes.apply(
                connection,
                record,
                Move.ENGINE_HANDS_OVER,
                found,
                now=now,
                reason=answer.handoff.reason,
                urgent=answer.handoff.urgent,
                said_already=bool(spoken),
            )
        return "done"

    def _learn(self, connection: Connection, record: Record, job: Job, answer: Answer) -> Record:
        """Keep the reading and what the conversation is about.

        Without a mood only what is at stake: a person has to see why they were called.
        """
        reads = preferring.may_read(self._parts.mood_reading, record)
        reading = answer.reading if reads else None
        signals = [
            {"code": s.code, "weight": s.weight, "words": s.words}
            for s in (answer.reading.signals if answer.reading else ())
            if reads or s.code.startswith(preferring.AT_STAKE)
        ]
        row = {
            "turn": job.id,
            "conversation": job.conversation,
            "offset": job.offset,
            "at": self._parts.clock(),
            "level": reading.level if reading else 0.0,
            "mood": reading.mood if reading else "neutral",
            "signals": json.dumps(signals, ensure_ascii=False),
            "flow": answer.flow,
            "known": json.dumps(dict(answer.known), ensure_ascii=False),
        }
        _KEEP_READING.change(connection, row)
        language = answer.language if answer.language in LANGUAGES else record.language
        return change(
            connection,
            record.id,
            language=language,
            flow=answer.flow or record.flow,
            distress=reading.level if reading else 0.0,
        )

    def _note_held(self, connection: Connection, job: Job, message: Spoken) -> None:
        assert message.held is not None
        reason = message.held.reason.value
        self._parts.meters.withheld.labels("bot", reason).inc()
        logger.error("withheld turn=%s reason=%s utter=%s", job.id, reason, message.utter)
        connection.execute(
            insert(withheld).values(
                conversation=job.conversation,
                at=self._parts.clock(),
                turn=job.id,
                author_kind=AuthorKind.BOT.value,
                reason=reason,
                utter=message.utter,
            )
        )

    async def _give_up(self, job: Job, code: str) -> None:
        """Tell the customer honestly, once, with the ways on; the messages stay in the log."""
        if self._stopping:
            return
        parts = self._parts

        def work(connection: Connection, found: list[Entry]) -> int:
            now = parts.clock()
            record = load(connection, job.conversation)
            failed, _ = agenda.fail_messages(connection, record, now=now, note=code)
            if failed and record.mode is Mode.BOT:
                sorry = parts.voice.no_answer(record.language, busy=code == Busy.code)
                found.append(log.append_reviewed(connection, record, sorry, now=now))
            return failed

        failed = await parts.live.write(job.conversation, work)
        parts.meters.turns.labels("busy" if code == Busy.code else "failed").inc(failed)
