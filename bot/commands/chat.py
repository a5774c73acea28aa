"""`samenspel chat`: talk with the bot in a terminal, over the same protocol as the widget."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import socketio

from bot.commands import explaining
from bot.settings import Settings
from bot.storage import tracker_events

# Never a bot's name alone: who reads it must know what it is.
LABELS = {"bot": "{} (bot)", "human_agent": "{} (person)"}
HELP = "Type a message, a number to choose, /human for a person, /why for reasons, /quit to stop."


@dataclass
class Screen:
    """What was shown last, so that a number can choose an option."""

    tracker: str | None = None
    conversation: str = ""
    explained: int = 0
    options: list[Mapping[str, Any]] = field(default_factory=list)
    why: Mapping[str, Any] | None = None
    seen: int = 0

    def show(self, entry: Mapping[str, Any]) -> None:
        """Print one entry of the log; an entry seen before is not shown again."""
        if entry["offset"] <= self.seen:
            return
        self.seen = int(entry["offset"])
        author = entry["author"]
        if author["kind"] == "customer":
            return
        for line in lines_of(entry):
            print(line, flush=True)
        if entry["type"] == "message":
            self.options = list(entry.get("options") or [])
            self.why = entry.get("why")
        if self.tracker is not None and author["kind"] in ("bot", "system"):
            self._explain(self.tracker)

    def _explain(self, tracker: str) -> None:
        """Once a turn: what was understood, and which rule or policy answered."""
        events = tracker_events.recorded(tracker, self.conversation).get(self.conversation, [])
        turn = explaining.last_turn(events)
        said = sum(1 for event in events if event.get("event") == "user")
        if turn and said > self.explained:
            self.explained = said
            for line in explaining.lines(turn, explaining.rules_in(Path("data"))):
                print(f"    {line}", flush=True)


def lines_of(entry: Mapping[str, Any]) -> list[str]:
    """One entry as lines of text, always naming who speaks."""
    name = LABELS.get(entry["author"]["kind"], "{}").format(entry["author"]["name"])
    kind = entry["type"]
    if kind in ("message", "disclosure"):
        lines = [f"{name}: {entry['text']}"]
        for number, option in enumerate(entry.get("options") or [], start=1):
            lines.append(f"   [{number}] {option['title']}")
        return lines
    if kind == "mode":
        return [f"-- {entry['mode']}: {entry.get('reason') or ''}".rstrip(": ")]
    if kind == "receipt":
        amount = entry.get("amount")
        money = f" {amount['minor'] / 100:.2f} {amount['currency']}" if amount else ""
        return [
            f"-- {entry['action']} {entry['status']}{money} ({entry['reference']}): "
            f"{entry['explanation']}"
        ]
    return []


def reason_of(why: Mapping[str, Any] | None) -> str:
    """Why the last answer was given, as one line."""
    return f"-- {why['title']}: {why['detail']}" if why else "-- The last answer gave no reason."


def message_for(typed: str, options: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What to send for what was typed: a number chooses an option, all else is text."""
    if typed.isdigit() and 1 <= int(typed) <= len(options):
        return {"payload": options[int(typed) - 1]["payload"]}
    return {"text": typed}


async def talk(base: str, *, customer: str | None, locale: str, tracker: str | None) -> None:
    """Connect, show what comes, send what is typed; ends at /quit or end of input."""
    screen = Screen(tracker=tracker)
    auth: dict[str, Any] = {"locale": locale}
    if customer:
        auth["identity"] = await asyncio.to_thread(_identity, base, customer)
    client = socketio.AsyncClient()

    def on_ready(data: Mapping[str, Any]) -> None:
        auth["token"] = data["token"]
        screen.conversation = data["conversation"]
        for entry in data["events"]:
            screen.show(entry)

    client.on("ready", on_ready, namespace="/chat")
    client.on("event", screen.show, namespace="/chat")
    await client.connect(base, auth=auth, namespaces=["/chat"], transports=["websocket"])
    print(HELP)
    try:
        while True:
            typed = (await asyncio.to_thread(_read)).strip()
            if typed == "/quit":
                return
            if typed == "/human":
                await client.call("human", {}, namespace="/chat")
            elif typed == "/why":
                print(reason_of(screen.why))
            elif typed:
                message = {"client_id": uuid.uuid4().hex, **message_for(typed, screen.options)}
                answer = await client.call("send", message, namespace="/chat", timeout=15)
                if not answer.get("ok"):
                    print(f"-- {answer.get('text')}")
    finally:
        await client.disconnect()


def run(settings: Settings, *, customer: str | None, locale: str, debug: bool) -> int:
    """Talk with the running bot. Returns 1, saying what to do, when it does not run."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    base = f"http://{host}:{settings.port}"
    tracker = settings.engine.tracker_url if debug else None
    if tracker is not None and not tracker_events.exists(tracker):
        print("samenspel: the engine has no record here; --debug needs it", file=sys.stderr)
    try:
        asyncio.run(talk(base, customer=customer, locale=locale, tracker=tracker))
    except (socketio.exceptions.ConnectionError, OSError) as error:
        print(
            f"samenspel: nobody answers at {base} ({error}). "
            "Start the bot with `samenspel run` in another terminal.",
            file=sys.stderr,
        )
        return 1
    return 0


def _read() -> str:
    with contextlib.suppress(EOFError):
        return input("> ")
    return "/quit"


def _identity(base: str, customer: str) -> str:
    request = urllib.request.Request(
        f"{base}/demo/identity",
        data=json.dumps({"customer": customer}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return str(json.load(answer)["identity"])
