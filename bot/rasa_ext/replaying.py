"""Conversations as moments to judge anew: out of the engine's records, or read from scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

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
from bot.storage import tracker_events


def recorded(url: str, conversation: str | None = None) -> dict[str, list[Moment]]:
    """The conversations in the engine's record, or one of them. Reads only."""
    found = {}
    for sender, rows in tracker_events.recorded(url, conversation).items():
        events = map(Event.from_parameters, map(dict, rows))
        found[sender] = moments([event for event in events if event is not None])
    return found


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
