"""What clients send, checked once at the edge: frozen values come out, or a ProtocolError.

docs/asyncapi.yaml describes the same events; a contract test keeps the two together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, TypeGuard

from bot.authority.by_person import Wish
from bot.model import ApprovalId, ConversationId, Digest

CHAT_EVENTS = (
    "send",
    "human",
    "bot",
    "read",
    "feedback",
    "forget",
    "close",
    "mood",
    "reach",
    "leave",
    "call_back",
    "transcript",
    "typing",
)
DESK_EVENTS = (
    "open",
    "claim",
    "release",
    "transfer",
    "presence",
    "send",
    "note",
    "hand_back",
    "close",
    "called",
    "approve",
    "deny",
    "except",
    "deeds",
    "look",
    "do",
    "typing",
)
_CLIENT_ID = re.compile(r"[\x21-\x7e]{1,80}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# No control letters but tab and new line, and no halves of a letter: databases refuse them.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HALVES = re.compile("[\ud800-\udfff]")
_TOKEN_MAX = 200
_IDENTITY_MAX = 8_000
_PAYLOAD_MAX = 4_000
_NOTE_MAX = 4_000
_EMAIL_MAX = 254
_NUMBER_MAX = 30
_TIME_MAX = 40
_FIELDS_MAX = 50
_WORD_MAX = 200
MOST_AT_ONCE = 99


class ProtocolError(Exception):
    """What came over the wire is not what the protocol says; `code` is stable."""

    def __init__(self, code: str = "bad_request", **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)


@dataclass(frozen=True)
class Hello:
    """How a customer connects."""

    token: str | None
    identity: str | None
    locale: str | None
    after: int


@dataclass(frozen=True)
class Send:
    """A message or a choice; one of `text` and `payload` is given."""

    client_id: str
    text: str | None
    payload: str | None


@dataclass(frozen=True)
class CallBack:
    """Where and when somebody wants to be called."""

    number: str
    at: datetime


@dataclass(frozen=True)
class Feedback:
    """How it felt."""

    score: int
    text: str


@dataclass(frozen=True)
class Written:
    """What a person at the desk writes, to the customer or as a note."""

    conversation: ConversationId
    client_id: str
    text: str


@dataclass(frozen=True)
class Transfer:
    """A conversation that is passed on, to one colleague or to whoever has a skill, and why."""

    conversation: ConversationId
    to: str | None
    skill: str | None
    reason: str


def hello(auth: Any) -> Hello:
    """The `auth` of `/chat`; nothing at all is a newcomer."""
    data = _object(auth)
    return Hello(
        token=_short(data.get("token"), _TOKEN_MAX),
        identity=_short(data.get("identity"), _IDENTITY_MAX),
        locale=_short(data.get("locale"), 35),
        after=_offset(data.get("after")),
    )


def send(data: Any, limit: int) -> Send:
    """A customer's `send`. Codes: bad_request, empty, too_long."""
    found = _object(data)
    client_id = _client_id(found)
    text, payload = found.get("text"), found.get("payload")
    if payload is not None:
        if text is not None or not isinstance(payload, str) or not 0 < len(payload) <= _PAYLOAD_MAX:
            raise ProtocolError()
        return Send(client_id, None, clean(payload))
    return Send(client_id, message(text, limit), None)


def read(data: Any) -> int:
    """The offset up to which a customer has read."""
    offset = _object(data).get("offset")
    if not _is_int(offset) or offset < 0:
        raise ProtocolError()
    return offset


def feedback(data: Any, limit: int) -> Feedback:
    """A score from 1 (bad) to 5 (good), with words if wanted."""
    found = _object(data)
    score, text = found.get("score"), found.get("text")
    if not _is_int(score) or not 1 <= score <= 5:
        raise ProtocolError()
    if text is None:
        return Feedback(score, "")
    if not isinstance(text, str):
        raise ProtocolError()
    if len(text) > limit:
        raise ProtocolError("too_long", length=len(text), limit=limit)
    return Feedback(score, clean(text).strip())


def email(data: Any) -> str | None:
    """An address to send answers to; nothing means the one on file."""
    given = _short(_object(data).get("email"), _EMAIL_MAX)
    return None if given is None else clean(given).strip()


def call_back(data: Any) -> CallBack:
    """A number to call and when. Codes: bad_request, bad_number, bad_time."""
    found = _object(data)
    number, at = found.get("number"), found.get("at")
    if not isinstance(number, str) or not isinstance(at, str):
        raise ProtocolError()
    if not 0 < len(number.strip()) <= _NUMBER_MAX:
        raise ProtocolError("bad_number")
    try:
        moment = datetime.fromisoformat(at[:_TIME_MAX].replace("Z", "+00:00"))
    except ValueError:
        raise ProtocolError("bad_time") from None
    if moment.tzinfo is None:
        raise ProtocolError("bad_time")
    return CallBack(number.strip(), moment.astimezone(timezone.utc))


def switch(data: Any) -> bool:
    """`{on}` of mood and typing."""
    on = _object(data).get("on")
    if not isinstance(on, bool):
        raise ProtocolError()
    return on


def conversation(data: Any) -> ConversationId:
    """Which conversation a person at the desk means."""
    found = _object(data).get("conversation")
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise ProtocolError()
    return ConversationId(found)


def after(data: Any) -> int:
    """The offset behind which entries are wanted."""
    return _offset(_object(data).get("after"))


def written(data: Any, limit: int) -> Written:
    """`send` and `note` at the desk."""
    found = _object(data)
    return Written(conversation(found), _client_id(found), message(found.get("text"), limit))


def transfer(data: Any) -> Transfer:
    """`transfer` at the desk: one of `to` and `skill`. Codes: bad_request, reason_needed."""
    found = _object(data)
    to, skill = _short(found.get("to"), 64), _short(found.get("skill"), 40)
    if (to is None) == (skill is None):
        raise ProtocolError()
    return Transfer(conversation(found), to, skill, words(found, "reason", needed=True))


def presence(data: Any) -> tuple[bool | None, int | None]:
    """`presence` at the desk: away or not, and how many conversations at once; at least one."""
    found = _object(data)
    away, most = found.get("away"), found.get("most")
    if away is None and most is None:
        raise ProtocolError()
    if away is not None and not isinstance(away, bool):
        raise ProtocolError()
    if most is not None and (not _is_int(most) or not 1 <= most <= MOST_AT_ONCE):
        raise ProtocolError()
    return away, most


def approval(data: Any) -> ApprovalId:
    """Which approval is decided."""
    found = _object(data).get("approval")
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise ProtocolError()
    return ApprovalId(found)


def exception(data: Any) -> tuple[ConversationId, str, Digest]:
    """`except` at the desk: which refusal in which conversation, and what was seen of it."""
    found = _object(data)
    decision, digest = found.get("decision"), found.get("digest")
    if not isinstance(decision, str) or not _ID.fullmatch(decision):
        raise ProtocolError()
    if not isinstance(digest, str) or not _ID.fullmatch(digest):
        raise ProtocolError()
    return conversation(found), decision, Digest(digest)


def deed(data: Any) -> Wish:
    """`look` and `do` at the desk: an action with what was filled in for it."""
    found = _object(data)
    action = found.get("action")
    if not isinstance(action, str) or not _ID.fullmatch(action):
        raise ProtocolError()
    return Wish(
        conversation(found), action, _filled(found.get("params")), _filled(found.get("claims"))
    )


def looked(data: Any) -> tuple[Digest, int]:
    """What `look` answered, which `do` gives back."""
    found = _object(data)
    digest, seen = found.get("digest"), found.get("seen")
    if not isinstance(digest, str) or not _ID.fullmatch(digest):
        raise ProtocolError()
    if not _is_int(seen) or not 0 <= seen <= 2**31:
        raise ProtocolError()
    return Digest(digest), seen


def _filled(data: Any) -> Mapping[str, Any]:
    """The values of a form: short texts, lists of them, numbers, switches and amounts."""
    found = _object(data)
    if len(found) > _FIELDS_MAX or not all(_ID.fullmatch(str(name)) for name in found):
        raise ProtocolError()
    return {name: _value(value) for name, value in found.items()}


def _value(value: Any) -> Any:
    if isinstance(value, list) and len(value) <= _FIELDS_MAX:
        return [_word(part) for part in value]
    if isinstance(value, dict):
        minor, currency = value.get("minor"), value.get("currency")
        if len(value) != 2 or not _is_int(minor) or abs(minor) > 2**53:
            raise ProtocolError()
        return {"minor": minor, "currency": _word(currency)}
    return value if _is_int(value) or isinstance(value, bool) else _word(value)


def _word(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _WORD_MAX:
        raise ProtocolError()
    return clean(value).strip()


def words(data: Any, name: str, *, needed: bool) -> str:
    """A remark or reason beside a decision. Code reason_needed when it is missing and needed."""
    found = _object(data).get(name)
    if found is None:
        found = ""
    if not isinstance(found, str):
        raise ProtocolError()
    text = clean(found).strip()
    if len(text) > _NOTE_MAX:
        raise ProtocolError("too_long", length=len(text), limit=_NOTE_MAX)
    if needed and not text:
        raise ProtocolError("reason_needed")
    return text


def message(text: Any, limit: int) -> str:
    """A text that somebody wrote: cleaned, not empty, not too long."""
    if not isinstance(text, str):
        raise ProtocolError()
    if len(text) > limit:
        raise ProtocolError("too_long", length=len(text), limit=limit)
    found = clean(text).strip()
    if not found:
        raise ProtocolError("empty")
    return found


def clean(text: str) -> str:
    """The text without what no letter is; everything a person can read stays as it is."""
    return _HALVES.sub("\ufffd", _UNWANTED.sub("", text.replace("\r\n", "\n")))


def _object(data: Any) -> Mapping[str, Any]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ProtocolError()
    return data


def _client_id(found: Mapping[str, Any]) -> str:
    client_id = found.get("client_id")
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        raise ProtocolError()
    return client_id


def _short(value: Any, limit: int) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > limit:
        raise ProtocolError()
    # Only what can be compared and looked up safely; anything else opens nothing anyway.
    return value.encode("utf-8", "replace").decode("utf-8")


def _offset(value: Any) -> int:
    if value is None:
        return 0
    if not _is_int(value) or not 0 <= value <= 2**31:
        raise ProtocolError()
    return value


def _is_int(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
