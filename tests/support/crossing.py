"""Lets two or three people do things to one conversation in every possible order.

A program is what one of them does, step by step; `merges` gives every order in which the programs
can cross. The engine answers a turn only when a step says so, so that a turn can be overtaken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.authority.service import ActionRequest
from bot.conversation.errors import ConversationError
from bot.conversation.log import Entry, read_public
from bot.conversation.modes import Taker
from bot.conversation.visitor import Visitor
from bot.model import AuthorKind, ConversationId, CustomerId, StaffId, utc_now
from tests.support.gateway import Gateway
from tests.support.scripted_engine import says
from tests.support.staffed import LARGE

MARIA, SAM = Taker(StaffId("maria"), "Maria"), Taker(StaffId("sam"), "Sam")
_PEOPLE = {"maria": MARIA, "sam": SAM}
Program = tuple[str, ...]


def merges(*programs: Program) -> Iterator[Program]:
    """Every order in which the programs can cross; each keeps its own order."""
    left = [program for program in programs if program]
    if not left:
        yield ()
    for number, program in enumerate(left):
        others = left[:number] + left[number + 1 :]
        for rest in merges(program[1:], *others):
            yield (program[0], *rest)


@dataclass
class Crossing:
    """One conversation, whose turns wait until `answer` lets one of them be answered."""

    gateway: Gateway
    conversation: ConversationId = field(init=False)
    asked: asyncio.Queue[tuple[Mapping[str, Any], asyncio.Event]] = field(
        default_factory=asyncio.Queue
    )
    written: int = 0
    replied: list[str] = field(default_factory=list)

    async def begin(self) -> None:
        """Open a conversation of a known customer."""
        visitor = Visitor(CustomerId("C-1001"), utc_now() + timedelta(hours=1))
        opened = await self.gateway.rooms.conversations.open(visitor, token=None, locale="en")
        self.conversation = opened.record.id
        self.gateway.engine.script = self._script

    async def run(self, steps: Sequence[str]) -> None:
        """Do the steps one after the other, then let everything that is open end."""
        for step in steps:
            await self.step(step)
        await self.end()

    async def step(self, step: str) -> None:
        """Do one step, `who.what`. What is refused changes nothing."""
        who, what = step.split(".")
        try:
            await (self._customer(what) if who == "customer" else self._person(who, what))
        except ConversationError:
            return

    async def end(self) -> None:
        """Answer what is still asked, and wait for the last worker."""
        turns = self.gateway.rooms.turns
        idle = asyncio.ensure_future(turns.idle())
        while not idle.done():
            await self._let_answer(0.02)
        await idle

    async def entries(self) -> list[Entry]:
        """What the customer saw."""
        return await self.gateway.house.database.read(lambda c: read_public(c, self.conversation))

    async def _customer(self, what: str) -> None:
        conversations = self.gateway.rooms.conversations
        if what == "answer":
            await self._let_answer(0.1)
            await self._until(lambda: not self.asked.empty() or self._quiet())
        elif what == "human":
            await conversations.ask_person(self.conversation)
        elif what == "bot":
            await conversations.leave_queue(self.conversation)
        elif what == "close":
            await conversations.close(self.conversation)
        else:
            self.written += 1
            text = f"{what} {self.written}"
            await conversations.send(self.conversation, client_id=text, text=text)
            await self._until(lambda: not self.asked.empty() or self._quiet())

    async def _person(self, who: str, what: str) -> None:
        people, by = self.gateway.rooms.people, _PEOPLE[who]
        if what == "reply":
            text = f"{who} {len(self.replied) + 1}"
            await people.send(self.conversation, by, client_id=text, text=text)
            self.replied.append(text)
        elif what == "leaves":
            self.gateway.clock.turn(seconds=self.gateway.settings.desk.claim_lease_s + 1)
            await people.end_leases()
        elif what == "deny":
            for approval in await self.gateway.house.authority.approvals():
                await self.gateway.house.authority.deny(
                    approval.id, by=by.id, role="approver", reason="no"
                )
        else:
            await getattr(people, what)(self.conversation, by)

    def _quiet(self) -> bool:
        """Whether no worker has anything to do."""
        return not self.gateway.rooms.turns.busy(self.conversation)

    async def _until(self, reached: Callable[[], bool]) -> None:
        """Wait for the worker, but no longer than half a second."""
        for _ in range(100):
            if reached():
                return
            await asyncio.sleep(0.005)

    async def _let_answer(self, within: float) -> None:
        try:
            _, gate = await asyncio.wait_for(self.asked.get(), within)
        except asyncio.TimeoutError:
            return
        gate.set()
        await asyncio.sleep(0)

    async def _script(self, ask: Mapping[str, Any]) -> dict[str, Any]:
        gate = asyncio.Event()
        self.asked.put_nowait((ask, gate))
        await gate.wait()
        text = str(ask["text"])
        if text.startswith("hands_over"):
            handoff = {"reason": "anger", "urgent": False}
            return says(ask, f"echo: {text}", handoff=handoff)
        if text.startswith("refund"):
            request = ActionRequest(
                action="refund_order",
                conversation=ask["conversation"],
                turn=ask["turn"],
                params={"order": LARGE[0], "items": (LARGE[1],)},
                claims={"reason": "damaged"},
            )
            await self.gateway.house.authority.request(request)
        return says(ask, f"echo: {text}")


def lies(entries: Sequence[Entry]) -> list[str]:
    """What in a conversation should not have been shown, entry by entry."""
    found: list[str] = []
    mode, holder, latest, disclosed = "bot", "", "", False
    asked_in: dict[str, int] = {}
    modes = queue_sentences = 0
    for entry in entries:
        text = str(entry.body.get("text", ""))
        if entry.type == "mode":
            mode, holder = str(entry.body["mode"]), str(entry.body.get("agent", ""))
            modes += 1
            queue_sentences = int(mode == "waiting")
            disclosed = disclosed and entry.body["reason"] not in ("handed_back", "reopened")
            if entry.body["reason"] == "reopened":
                # The question itself opened the conversation again.
                asked_in[latest] = modes
        elif entry.type == "disclosure":
            disclosed = True
        elif entry.author.kind is AuthorKind.CUSTOMER:
            if text in asked_in:
                found.append(f"twice: {text}")
            asked_in[text], latest = modes, text
        elif entry.author.kind is AuthorKind.HUMAN_AGENT:
            if mode != "human" or entry.author.name != holder:
                found.append(f"{entry.author.name} spoke in mode {mode} of {holder or 'nobody'}")
        elif entry.author.kind is AuthorKind.BOT:
            found += _bot_lies(text, mode, disclosed, modes, asked_in, queue_sentences)
            queue_sentences -= int(mode == "waiting")
    offsets = [entry.public for entry in entries]
    if offsets != list(range(1, len(entries) + 1)):
        found.append(f"offsets {offsets}")
    return found


def _bot_lies(
    text: str, mode: str, disclosed: bool, modes: int, asked_in: Mapping[str, int], sentences: int
) -> list[str]:
    if not disclosed:
        return [f"undisclosed: {text}"]
    if mode == "waiting":
        return [] if sentences == 1 and not text.startswith("echo: ") else [f"in the queue: {text}"]
    if mode != "bot":
        return [f"bot beside {mode}: {text}"]
    question = text.removeprefix("echo: ")
    if question != text and asked_in.get(question) != modes:
        return [f"an answer from before a change of mode: {text}"]
    return []
