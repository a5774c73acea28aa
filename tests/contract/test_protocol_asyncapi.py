"""docs/asyncapi.yaml says what the gateway says and hears: names, payloads, answers and codes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from bot import yaml_text
from bot.authority.service import ActionRequest
from bot.conversation.engine import HANDOFF_REASONS
from bot.conversation.errors import ConversationError, NobodyMaySpeak
from bot.gateway import protocol
from bot.gateway.protocol import ProtocolError
from bot.model import ConversationId
from tests.faults.test_gateway_money import LARGE, refunding
from tests.support.gateway import Gateway
from tests.support.scripted_engine import says
from tests.support.tabs import DeskPage, Tab

ROOT = Path(__file__).parents[2]
DOCUMENT = yaml_text.read((ROOT / "docs" / "asyncapi.yaml").read_text())
REFUSAL = {"$ref": "#/components/schemas/Refusal"}
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]
CODES = set(DOCUMENT["components"]["schemas"]["Code"]["enum"])


def _fits(value: Any, schema: Mapping[str, Any]) -> None:
    """Fail, naming the place, when a value is not as a schema of the document says."""
    whole = {"components": DOCUMENT["components"], **schema}
    errors = sorted(Draft202012Validator(whole).iter_errors(value), key=lambda e: list(e.path))
    assert not errors, "\n".join(_told(error) for error in errors)


def _told(error: ValidationError) -> str:
    """An error with what is behind it: of a choice, the choice that comes nearest."""
    inner = min(error.context or [error], key=lambda e: -len(e.path))
    return f"{list(error.path)}: {inner.message[:200]} in {str(error.instance)[:600]}"


def _named(channel: str, operation: str) -> dict[str, dict[str, Any]]:
    """The messages of one operation by the name of their event."""
    found = {}
    for ref in DOCUMENT["operations"][operation]["messages"]:
        message = MESSAGES[ref["$ref"].rsplit("/", 1)[1]]
        found[message["name"]] = message
    return found


HEARD = {"/chat": _named("chat", "hearCustomers"), "/desk": _named("desk", "hearDesks")}
TOLD = {"/chat": _named("chat", "tellCustomers"), "/desk": _named("desk", "tellDesks")}


def test_the_document_names_exactly_the_events_that_the_gateway_hears() -> None:
    assert set(HEARD["/chat"]) == set(protocol.CHAT_EVENTS)
    assert set(HEARD["/desk"]) == set(protocol.DESK_EVENTS)


def test_the_document_names_exactly_the_events_that_the_gateway_sends() -> None:
    for name, path in (("/chat", "chat.py"), ("/desk", "desk.py")):
        code = (ROOT / "bot" / "gateway" / path).read_text()
        assert set(re.findall(r'self\.say\(\s*"(\w+)"', code)) == set(TOLD[name])


def test_every_message_and_schema_of_the_document_is_used() -> None:
    text = (ROOT / "docs" / "asyncapi.yaml").read_text()
    for kind in ("messages", "schemas"):
        for name in DOCUMENT["components"][kind]:
            assert f"#/components/{kind}/{name}'" in text, name


def test_the_document_names_exactly_the_codes_that_can_be_answered() -> None:
    def classes(base: type[ConversationError]) -> set[type[ConversationError]]:
        return {base, *(found for sub in base.__subclasses__() for found in classes(sub))}

    raised = {one.code for one in classes(ConversationError)} - {NobodyMaySpeak.code}
    for path in (ROOT / "bot" / "gateway").glob("*.py"):
        raised |= set(re.findall(r'ProtocolError\(\s*"(\w+)"', path.read_text()))
    raised |= {ProtocolError().code, "busy", "failed"}
    raised |= {"approval_closed", "approval_not_found", "not_permitted", "stopped"}
    raised |= {"customer_unknown", "outdated"}
    assert raised == CODES


def test_the_document_names_every_reason_for_a_change_of_mode() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "bot" / "conversation").glob("*.py"))
    said = set(re.findall(r'reason="(\w+)"', code)) | set(
        re.findall(r'Move\.\w+, "(\w+)"(?:, by)?\)', code)
    )
    named = set(DOCUMENT["components"]["schemas"]["ModeReason"]["enum"])
    assert said | HANDOFF_REASONS == named


PARSERS: Mapping[tuple[str, str], Any] = {
    ("/chat", "send"): lambda d: protocol.send(d, 4_000),
    ("/chat", "read"): protocol.read,
    ("/chat", "feedback"): lambda d: protocol.feedback(d, 4_000),
    ("/chat", "mood"): protocol.switch,
    ("/chat", "leave"): protocol.email,
    ("/chat", "call_back"): protocol.call_back,
    ("/chat", "transcript"): protocol.email,
    ("/chat", "typing"): protocol.switch,
    ("/desk", "open"): lambda d: (protocol.conversation(d), protocol.after(d)),
    ("/desk", "claim"): protocol.conversation,
    ("/desk", "release"): protocol.conversation,
    ("/desk", "transfer"): protocol.transfer,
    ("/desk", "presence"): protocol.presence,
    ("/desk", "hand_back"): protocol.conversation,
    ("/desk", "close"): protocol.conversation,
    ("/desk", "called"): protocol.conversation,
    ("/desk", "send"): lambda d: protocol.written(d, 4_000),
    ("/desk", "note"): lambda d: protocol.written(d, 4_000),
    ("/desk", "approve"): protocol.approval,
    ("/desk", "deny"): lambda d: (protocol.approval(d), protocol.words(d, "reason", needed=True)),
    ("/desk", "except"): lambda d: (
        protocol.exception(d),
        protocol.words(d, "reason", needed=True),
    ),
    ("/desk", "deeds"): protocol.conversation,
    ("/desk", "look"): protocol.deed,
    ("/desk", "do"): lambda d: (protocol.deed(d), protocol.looked(d)),
    ("/desk", "typing"): lambda d: (protocol.conversation(d), protocol.switch(d)),
}


@pytest.mark.parametrize(
    ("namespace", "event"), [(n, e) for n, events in HEARD.items() for e in events]
)
def test_every_example_fits_its_schema_and_is_understood(namespace: str, event: str) -> None:
    message = HEARD[namespace][event]
    for example in message["examples"]:
        _fits(example["payload"], message["payload"])
        parse = PARSERS.get((namespace, event))
        if parse is not None:
            parse(example["payload"])


@pytest.mark.parametrize(("namespace", "event"), list(PARSERS))
def test_what_the_schema_requires_the_parser_requires_too(namespace: str, event: str) -> None:
    message = HEARD[namespace][event]
    schema = DOCUMENT["components"]["schemas"][message["payload"]["$ref"].rsplit("/", 1)[1]]
    example = message["examples"][0]["payload"]
    for name in schema.get("required", []):
        with pytest.raises(ProtocolError):
            PARSERS[namespace, event]({k: v for k, v in example.items() if k != name})


async def _script(ask: Mapping[str, Any]) -> dict[str, Any]:
    """An answer with everything an answer can have."""
    answer = says(
        ask,
        "Welke bestelling bedoel je?",
        flow="refund_order",
        known={"order": "O-20003"},
        reading={
            "level": 0.4,
            "mood": "frustrated",
            "signals": [{"code": "caps", "weight": 0.3, "words": "NU"}],
        },
    )
    answer["messages"][0].update(
        options=[{"title": "O-20003", "payload": '/inform{"order_number": "O-20003"}'}],
        why={"kind": "flow", "title": "Terugbetalen", "detail": "Je vroeg om je geld."},
    )
    return answer


@pytest.fixture
def more_settings() -> dict[str, str]:
    """A mail server, so that an address can be left; nothing listens there."""
    return {"smtp_host": "127.0.0.1", "smtp_sender": "help@example.com"}


async def test_everything_said_in_a_whole_conversation_fits_the_document(
    gateway: Gateway,
) -> None:
    tabs, desks = await _live_through_everything(gateway)
    sides: list[tuple[str, Tab | DeskPage]] = [("/chat", tab) for tab in tabs]
    sides += [("/desk", desk) for desk in desks]
    told, agreed = set(), set()
    for namespace, side in sides:
        for event, payload in side.heard:
            _fits(payload, TOLD[namespace][event]["payload"])
            told.add((namespace, event))
        for event, answer in side.acked:
            fitting = HEARD[namespace][event]["x-ack"] if answer["ok"] else REFUSAL
            _fits(answer, fitting)
            if answer["ok"]:
                agreed.add((namespace, event))
    assert agreed == {(n, e) for n, events in HEARD.items() for e in events}
    assert told == {(n, e) for n, events in TOLD.items() for e in events}


async def _live_through_everything(gateway: Gateway) -> tuple[list[Tab], list[DeskPage]]:
    """Two customers and two people at the desk who do everything there is to do."""
    gateway.engine.script = _script
    femke = await DeskPage.open(gateway.base, "femke", "demo-femke")
    maria = await DeskPage.open(gateway.base)
    identity = await gateway.identity("C-1001")
    tab = await Tab.open(gateway.base, locale="nl", identity=identity)
    waiting = await Tab.open(gateway.base, locale="en")
    await tab.say("ik wil NU mijn geld terug")
    await tab.until(lambda: bool(tab.texts("bot")))
    await tab.choose('/inform{"order_number": "O-20003"}')
    await gateway.quiet()
    gateway.engine.script = refunding(gateway, *LARGE, "Een collega moet akkoord geven.")
    await tab.say("mijn koffer is stuk")
    await femke.until(lambda: bool(femke.approvals))
    await femke.call("deny", approval=femke.approvals[0]["id"], reason="al vervangen")
    await femke.until(lambda: not femke.approvals)
    await tab.say("hij is echt stuk")
    await tab.until(lambda: tab.texts("bot").count("Een collega moet akkoord geven.") == 2)
    await tab.call("typing", {"on": True})
    await tab.call("read", {"offset": 3})
    await tab.call("mood", {"on": False})
    await tab.call("feedback", {"score": 2})
    await tab.call("reach")
    await tab.call("leave")
    await waiting.call("leave", {"email": "not an address"})
    await tab.call("transcript")
    slot = (await tab.call("reach"))["calls"][0]["from"]
    await tab.call("call_back", {"number": "+31 6 12345678", "at": slot})
    await tab.call("reach")
    await waiting.call("call_back", {"number": "six", "at": slot})
    await tab.say("")
    await tab.call("dance")
    await waiting.call("human")
    await tab.call("human")
    await tab.call("bot")
    await tab.call("human")
    conversation = tab.conversation
    await maria.call("open", conversation=conversation)
    await maria.call("claim", conversation=conversation)
    await femke.call("claim", conversation=conversation)
    await maria.call("called", conversation=conversation)
    await maria.call("called", conversation=conversation)
    await waiting.until(lambda: bool(waiting.places))
    await tab.call("typing", {"on": True})
    await maria.call("typing", conversation=conversation, on=True)
    await maria.call("note", conversation=conversation, client_id="n", text="let op")
    await maria.call("send", conversation=conversation, client_id="s", text="Ik kijk even mee.")
    await maria.call("send", conversation=conversation, client_id="t", text="Ik ben een bot.")
    await femke.until(lambda: bool(femke.approvals))
    await maria.call("approve", approval=femke.approvals[0]["id"])
    await femke.call("approve", approval=femke.approvals[0]["id"])
    await tab.until(lambda: "receipt" in tab.types()[-2:])
    await maria.call("release", conversation=conversation)
    await maria.call("claim", conversation=conversation)
    await maria.call("presence", most=3)
    await maria.call("transfer", conversation=conversation, to="femke", reason="weet meer")
    await femke.call("claim", conversation=conversation)
    await gateway.house.authority.request(
        ActionRequest(
            action="refund_order",
            conversation=ConversationId(conversation),
            turn="too-late",
            params={"order": "O-20004", "items": ()},
            claims={"reason": "changed_mind"},
        )
    )
    opened = await femke.call("open", conversation=conversation)
    (offer,) = [one["exception"] for one in opened["brief"]["tried"] if one["exception"]]
    grant = {"decision": offer["decision"], "digest": offer["digest"], "reason": "Bezorger te laat"}
    await maria.call("except", conversation=conversation, **grant)
    await femke.call("except", conversation=conversation, **grant)
    await femke.call("except", conversation=conversation, **grant)
    wish = {
        "conversation": conversation,
        "action": "refund_order",
        "params": {"order": "O-20002", "items": ["O-20002-1"]},
        "claims": {"reason": "damaged"},
    }
    await maria.call("deeds", conversation=conversation)
    await femke.call("deeds", conversation=conversation)
    looked = await femke.call("look", **wish)
    seen = {"digest": looked["digest"], "seen": looked["seen"]}
    await femke.call("do", **wish, **{**seen, "seen": 99})
    await femke.call("do", **wish, **seen)
    await femke.call("do", **wish, **seen)
    await femke.call("release", conversation=conversation)
    await maria.call("claim", conversation=conversation)
    await maria.call("transfer", conversation=conversation, skill="payments", reason="geld")
    await maria.call("transfer", conversation=conversation, skill="magic", reason="geld")
    await maria.call("claim", conversation=conversation)
    await maria.call("presence", away=True)
    await maria.call("presence", away=False)
    await asyncio.sleep(0.5)
    await maria.call("hand_back", conversation=conversation)
    await gateway.quiet()
    await maria.call("close", conversation=conversation)
    await tab.call("close")
    await tab.call("forget")
    await tab.say("hallo")
    for page in (tab, waiting):
        await page.close()
    for desk in (femke, maria):
        await desk.close()
    return [tab, waiting], [femke, maria]
