"""Takes one turn: reads the message, reads the mood, lets Rasa act, and answers; exactly once.

Works on any loaded `Agent`: our server's, or that of a stock `rasa run`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, cast

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    DEFAULT_ACTION_NAMES,
    DEFAULT_INTENTS,
    REQUESTED_SLOT,
)
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import tracing
from bot.connectors.remembering import one_turn
from bot.empathy import frustration, handoff, pace, tone
from bot.rasa_ext import answers, history, wishes
from bot.rasa_ext.handoff_policy import PARSED
from bot.rasa_ext.line import Line
from bot.rasa_ext.local_endpoint import ERROR_RESPONSE
from bot.rasa_ext.messages import is_payload
from bot.rasa_ext.plain import plain
from bot.rasa_ext.together import Together
from bot.rasa_ext.wire import HandedBack, Payload, TurnRequest, read_payload
from bot.settings import Empathy

logger = logging.getLogger(__name__)

CHANNEL = "gateway"
ACTING = "acting"
LAST_RESORT = "utter_default"
# Slots about where the conversation stands; a person who hands back has dealt with it.
STANDING = ("flow", "choices", "handoff_reason", "acknowledged", wishes.SLOT)
# How the slots of a flow end that hold what came of it, and not what the customer told.
CAME_OF_IT = ("_status", "_refused", "_digest", "_proof", "_gesture", "_reference")
# These are never one of two wishes: they come first, whatever else was said.
ALONE = ("crisis", "talk_to_human", "abuse", "never_mind")


@dataclass(frozen=True)
class Turns:
    """The turns of all conversations of one agent."""

    agent: Agent
    thresholds: Empathy
    flows: Mapping[str, str]
    languages: tuple[str, ...] = ("en", "nl")
    default_language: str = "en"
    line: Line = field(default_factory=Line)
    together: Together | None = None

    async def take(self, request: TurnRequest) -> dict[str, Any]:
        """Answer one message. The same turn again gives the same answer and does nothing.

        Raises Busy, before anything was done, when so many came that it would take too long.
        """
        with tracing.following(request.turn), self._heard(request):
            async with self.line.place():
                return await self._take(request)

    def _heard(self, request: TurnRequest) -> AbstractContextManager[None]:
        """Until it is read, a message in words may be embedded along with another one."""
        if self.together is None or request.payload is not None or is_payload(request.text):
            return nullcontext()
        return self.together.waiting(request.turn, plain(request.text))

    async def _take(self, request: TurnRequest) -> dict[str, Any]:
        async with self._alone(request.conversation):
            started = time.perf_counter()
            with tracing.stage("loading"):
                tracker = await self._processor.get_tracker(request.conversation)
            before = answers.build(tracker, request.turn, self.flows)
            if before is not None:
                logger.info("turn_repeated turn=%s", request.turn)
                return before
            with one_turn():
                answer = await self._run(tracker, request)
            took = (time.perf_counter() - started) * 1000
            logger.info("turn_taken turn=%s flow=%s ms=%.0f", request.turn, answer["flow"], took)
            return answer

    async def handed_back(self, note: HandedBack) -> None:
        """Leave the running flow; who the customer is and what it was about stays known."""
        async with self._alone(note.conversation):
            tracker = await self._processor.get_tracker(note.conversation)
            if not tracker.events:
                return
            if tracker.latest_action_name != ACTION_LISTEN_NAME:
                tracker.update(ActionExecuted(ACTION_LISTEN_NAME), self._processor.domain)
            if tracker.active_loop_name:
                tracker.update(ActiveLoop(None), self._processor.domain)
            names = {flow for flow in self.flows.values() if flow != "small_talk"}
            prefixes = tuple(f"{name}_" for name in names)
            for slot in list(tracker.slots.values()):
                ours = slot.name in (*STANDING, REQUESTED_SLOT) or slot.name.startswith(prefixes)
                if (
                    ours
                    and not _still_told(tracker, slot.name, names)
                    and slot.value != slot.initial_value
                ):
                    event = SlotSet(slot.name, slot.initial_value)
                    tracker.update(event, self._processor.domain)
            await self._processor.save_tracker(tracker)

    @asynccontextmanager
    async def _alone(self, conversation: str) -> AsyncIterator[None]:
        """One turn at a time. Rasa changes trackers in place: one that failed half is let go."""
        async with self.agent.lock_store.lock(conversation):
            try:
                yield
            except BaseException:
                drop(self.agent, conversation)
                raise

    async def forget(self, conversation: str) -> None:
        """Erase everything the engine keeps of a conversation."""
        async with self.agent.lock_store.lock(conversation):
            await forget(self.agent, conversation)

    @property
    def _processor(self) -> MessageProcessor:
        assert self.agent.processor is not None
        return self.agent.processor

    async def _run(self, tracker: DialogueStateTracker, request: TurnRequest) -> dict[str, Any]:
        processor, output = self._processor, CollectingOutputChannel()
        new = not any(isinstance(event, UserUttered) for event in tracker.events)
        await processor._update_tracker_session(tracker, output)
        if new:
            language = request.locale if request.locale in self.languages else None
            language = language or self.default_language
            tracker.update(SlotSet("language", language), processor.domain)
        message = UserMessage(
            text=request.payload or request.text,
            output_channel=output,
            sender_id=request.conversation,
            input_channel=CHANNEL,
            metadata={
                "turn": request.turn,
                "locale": request.locale,
                "language": tracker.get_slot("language"),
                "mood": request.mood,
                "signals": dict(request.signals),
                "by_button": bool(request.payload),
            },
        )
        with tracing.stage("understanding"):
            parse = await self._parse(message, tracker, request)
            message.parse_data = self._with_reading(message, parse, tracker)
        with tracing.stage(ACTING):
            await processor._handle_message_with_tracker(message, tracker)
            await processor.run_action_extract_slots(output, tracker)
            await processor._run_prediction_loop(output, tracker)
            await self._break_silence(tracker, request.turn)
            await self._offer_other_wish(tracker, request.turn, parse)
        with tracing.stage("saving"):
            await processor.save_tracker(tracker)
        answer = answers.build(tracker, request.turn, self.flows)
        assert answer is not None
        return answer

    async def _parse(
        self, message: UserMessage, tracker: DialogueStateTracker, request: TurnRequest
    ) -> dict[str, Any]:
        """What was meant. Only a button's payload is ever a command."""
        if request.payload is not None:
            return self._parse_payload(request.payload)
        text = request.text
        if is_payload(text):
            rest = text.lstrip("/ \t\r\n")
            if not rest:
                return {**_parsed(DEFAULT_NLU_FALLBACK_INTENT_NAME), "text": text}
            message = replace_text(message, rest)
        if self.together is not None:
            self.together.embed(request.turn)
        parse: dict[str, Any] = await self._processor.parse_message(message, tracker)
        return {**await self._first_wish(parse, message, tracker), "text": text}

    async def _first_wish(
        self, parse: dict[str, Any], message: UserMessage, tracker: DialogueStateTracker
    ) -> dict[str, Any]:
        """The message itself, or the first of two wishes in it, with the other one beside it."""
        if tracker.get_slot(REQUESTED_SLOT) or wishes.SLOT not in tracker.slots:
            return parse
        if parse["intent"]["name"] in ALONE:
            return parse
        angry = wishes.angry(parse)
        for first, second in wishes.halves(str(message.text or "")):
            one = await self._processor.parse_message(replace_text(message, first), tracker)
            if not angry and not wishes.clear(one, self.flows):
                continue
            two = await self._processor.parse_message(replace_text(message, second), tracker)
            if wishes.apart(one, two, self.flows):
                kept = {wishes.SLOT: wishes.button(two, second)}
                return {**parse, **_meant(one), "entities": one["entities"], **kept}
            wanted = wishes.behind_anger(one, two, self.flows) if angry else None
            if wanted is not None:
                return {**parse, **_meant(wanted)}
        return parse

    async def _offer_other_wish(
        self, tracker: DialogueStateTracker, turn: str, heard: Mapping[str, Any]
    ) -> None:
        """Come back to the wish that waits: when it is put, and when the first one is done."""
        new = heard.get(wishes.SLOT)
        kept = tracker.get_slot(wishes.SLOT) if wishes.SLOT in tracker.slots else None
        if not (new or kept):
            return
        answer = answers.build(tracker, turn, self.flows)
        intent = str(heard["intent"]["name"])
        taken = kept is not None and not new and str(kept["payload"]).startswith(f"/{intent}")
        waiting = bool(tracker.get_slot(REQUESTED_SLOT))
        over = taken or (answer is not None and answer["handoff"] is not None)
        wish = new or kept
        if not over and (new or not waiting):
            said = answer["messages"][-1]["options"] if answer and answer["messages"] else []
            draft = await self._processor.nlg.generate(wishes.RESPONSE, tracker, CHANNEL) or {}
            data = {"buttons": [*said, wish]}
            named = {"utter_action": wishes.RESPONSE}
            tracker.update(BotUttered(draft.get("text"), data, named), self._processor.domain)
        if waiting or kept:
            left = wish if waiting and not over else None
            tracker.update(SlotSet(wishes.SLOT, left), self._processor.domain)

    def _parse_payload(self, text: str) -> dict[str, Any]:
        domain = self._processor.domain
        payload = read_payload(text)
        if payload is None or payload.intent in DEFAULT_INTENTS:
            payload = Payload(DEFAULT_NLU_FALLBACK_INTENT_NAME)
        if payload.intent not in domain.intents:
            payload = Payload(DEFAULT_NLU_FALLBACK_INTENT_NAME)
        entities = [
            {"entity": name, "value": value, "start": 0, "end": len(text)}
            for name, values in payload.entities.items()
            if name in domain.entities
            for value in values
        ]
        return {**_parsed(payload.intent), "text": text, "entities": entities}

    def _with_reading(
        self, message: UserMessage, parse: dict[str, Any], tracker: DialogueStateTracker
    ) -> dict[str, Any]:
        """Add to what was meant how the customer seems to feel, and whether a person is needed."""
        event = UserUttered(
            message.text,
            parse["intent"],
            parse["entities"],
            cast(Any, parse),
            metadata=message.metadata,
        )
        events = [*tracker.events, event]
        said = history.history(events)
        reading = frustration.read(said, history.behaviour(events), self.thresholds)
        mood = tone.mood_to_answer(
            said, reading, acknowledge_level=self.thresholds.acknowledge_level
        )
        return {
            **parse,
            # A button says nothing about how somebody feels.
            **({"mood": mood} if "mood" in parse else {}),
            "pace": pace.pace(said),
            "repeats": said[-1].repeats,
            answers.READING: answers.reading_json(reading),
            PARSED: handoff.decide(said, reading, self.thresholds),
        }

    async def _break_silence(self, tracker: DialogueStateTracker, turn: str) -> None:
        """Silence is no answer: an action that failed somewhere else brings in a person."""
        events = list(tracker.events)
        place = answers.find(events, turn)
        these = events[place[0] :] if place else events
        if any(isinstance(event, BotUttered) for event in these):
            return
        logger.warning("turn_without_answer turn=%s", turn)
        acted = any(isinstance(event, ActionExecuted) and _is_ours(event) for event in these)
        name = ERROR_RESPONSE if acted else LAST_RESORT
        draft = await self._processor.nlg.generate(name, tracker, CHANNEL) or {}
        said = BotUttered(draft.get("text"), _data(draft), {"utter_action": name})
        tracker.update(said, self._processor.domain)
        if acted:
            custom = {"custom": {"handoff": {"reason": "error", "urgent": False}}}
            tracker.update(BotUttered(None, custom), self._processor.domain)


def _meant(half: Mapping[str, Any]) -> dict[str, Any]:
    return {key: half[key] for key in ("intent", "intent_ranking")}


def without_acting(stages: tracing.Stages) -> tracing.Stages:
    """Deciding is what acting took without the actions."""
    took = dict(stages)
    if ACTING in took:
        took["deciding"] = max(0.0, took.pop(ACTING) - took.get("action", 0.0))
    return took


def replace_text(message: UserMessage, text: str) -> UserMessage:
    """The same message with another text."""
    return UserMessage(
        text=text,
        output_channel=message.output_channel,
        sender_id=message.sender_id,
        input_channel=message.input_channel,
        metadata=message.metadata,
    )


def drop(agent: Agent, conversation: str) -> None:
    """Let the agent's tracker store read the conversation anew, if it keeps any in memory."""
    store: Any = agent.tracker_store
    store = getattr(store, "_tracker_store", store)
    if hasattr(store, "drop"):
        store.drop(conversation)


async def forget(agent: Agent, conversation: str) -> None:
    """Erase a conversation from the agent's tracker store, which has to know how."""
    store: Any = agent.tracker_store
    store = getattr(store, "_tracker_store", store)
    if hasattr(store, "forget"):
        await store.forget(conversation)
    elif isinstance(getattr(store, "store", None), dict):
        store.store.pop(conversation, None)
    else:
        raise NotImplementedError(f"{type(store).__name__} cannot forget a conversation")


def _still_told(tracker: DialogueStateTracker, slot: str, flows: set[str]) -> bool:
    """Whether a slot holds what the customer told for a wish that no decision has ended yet."""
    flow = next((name for name in flows if slot.startswith(f"{name}_")), None)
    if flow is None or slot.endswith(CAME_OF_IT):
        return False
    status = f"{flow}_status"
    return status not in tracker.slots or tracker.get_slot(status) in (None, "handover")


def _is_ours(event: ActionExecuted) -> bool:
    name = event.action_name or ""
    return name.startswith("action_") and name not in DEFAULT_ACTION_NAMES


def _data(draft: Mapping[str, Any]) -> dict[str, Any]:
    return {"buttons": draft["buttons"]} if draft.get("buttons") else {}


def _parsed(intent: str) -> dict[str, Any]:
    ranked = {"name": intent, "confidence": 1.0}
    return {"intent": ranked, "intent_ranking": [ranked], "entities": []}
