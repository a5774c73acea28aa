"""Conversations as moments to judge anew: out of the engine's records, or read from scripts."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from rasa.core.agent import Agent
from rasa.shared.core.events import Event, UserUttered

from bot.empathy.replay import (
    ASKED_AGAIN,
    NOT_UNDERSTOOD,
    REFUSED,
    SOLVED,
    WAITING,
    Line,
    Moment,
    Script,
)
from bot.empathy.signals import Behaviour, Said
from bot.rasa_ext import history, training
from bot.settings import Settings


def recorded(path: Path, conversation: str | None = None) -> dict[str, list[Moment]]:
    """The conversations in the engine's file, or one of them. Reads only."""
    where, values = ("WHERE sender_id = ?", (conversation,)) if conversation else ("", ())
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
        rows = file.execute(f"SELECT sender_id, data FROM events {where} ORDER BY id", values)  # noqa: S608
        found: dict[str, list[Event]] = {}
        for sender, data in rows:
            event = Event.from_parameters(json.loads(data))
            if event is not None:
                found.setdefault(str(sender), []).append(event)
    return {sender: moments(events) for sender, events in found.items()}


def moments(events: Sequence[Event]) -> list[Moment]:
    """How the conversation stood after each message, before it was answered."""
    found = []
    for index, event in enumerate(events):
        if isinstance(event, UserUttered):
            until = events[: index + 1]
            found.append(Moment(tuple(history.history(until)), history.behaviour(until)))
    return found


def scripted(scripts: Sequence[Script], settings: Settings) -> dict[str, list[Moment]]:
    """Scripts as the model of the present state reads them, trained if need be."""
    agent = Agent.load(training.train(settings))

    async def all_of_them() -> dict[str, list[Moment]]:
        return {script.id: await read(script, agent) for script in scripts}

    return asyncio.run(all_of_them())


async def read(script: Script, agent: Agent) -> list[Moment]:
    """A script as a model reads it; what the bot did is as the script says."""
    said: list[Said] = []
    solved, found = 0, []
    for index, line in enumerate(script.lines):
        parse = await agent.parse_message(line.text)
        heard = history.from_parse(parse, line.text, said[solved:])
        heard = replace(heard, unsure=line.did == NOT_UNDERSTOOD)
        found.append(Moment((*said, heard), _around(script.lines[:index])))
        said.append(
            replace(heard, refused=line.did == REFUSED, asked_again=line.did == ASKED_AGAIN)
        )
        if line.did == SOLVED:
            solved = len(said)
    return found


def _around(before: Sequence[Line]) -> Behaviour:
    """What the gateway would have seen: the longest wait, and how often nobody answered."""
    unanswered = 0
    for line in reversed(before):
        if line.did != WAITING:
            break
        unanswered += 1
    return Behaviour(
        waiting_s=max((line.waits_s for line in before), default=0.0), nudges=unanswered
    )
