"""A record of the audit trail as a sentence that staff read, in every language of the limits.

The chain holds codes, ids and amounts; the words are put around them when somebody reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.authority.audit_words import WORDS
from bot.authority.canonical import loads
from bot.authority.language import Limits
from bot.authority.values import AuditRecord
from bot.authority.wording import spoken
from bot.model import LocalText, Money
from bot.storage.authority_tables import decisions


def told(
    connection: Connection, limits: Limits, records: Sequence[AuditRecord]
) -> tuple[AuditRecord, ...]:
    """The records with their sentences."""
    named = [str(one.details["decision"]) for one in records if one.kind == "decision"]
    rows = connection.execute(
        select(decisions.c.id, decisions.c.line).where(decisions.c.id.in_(named))
    )
    lines: dict[str, LocalText] = {row.id: loads(row.line) for row in rows}
    return tuple(replace(one, text=text_of(limits, one, lines)) for one in records)


def text_of(limits: Limits, record: AuditRecord, lines: Mapping[str, LocalText]) -> LocalText:
    """One record as a sentence. `lines`: of decisions, the deciding line as it was then.

    A record from before its details held the parts of a sentence keeps its own English words.
    """
    tell = _TELLERS.get(record.kind, _held)
    found = {}
    for language in limits.languages:
        teller = _Teller(limits, language, record, lines)
        try:
            found[language] = tell(teller)
        except KeyError:
            found[language] = record.summary
    return found


@dataclass(frozen=True)
class _Teller:
    """Tells one record in one language; a language without words of its own gets English."""

    limits: Limits
    language: str
    record: AuditRecord
    lines: Mapping[str, LocalText]

    def __getitem__(self, key: str) -> Any:
        return self.record.details[key]

    def get(self, key: str) -> Any:
        """A detail that not every record of this kind has."""
        return self.record.details.get(key)

    def say(self, key: str, **parts: object) -> str:
        """The words under a key, with the reason that a person gave behind them."""
        said = self.words[key].format(**parts)
        reason = self.get("reason")
        return f"{said} {self.words['reason'].format(reason=reason)}" if reason else said

    @property
    def words(self) -> Mapping[str, str]:
        return WORDS.get(self.language, WORDS["en"])

    def title(self, action: str) -> str:
        """What an action is called today; one that is gone keeps its name."""
        known = self.limits.actions.get(action)
        return (known.title.get(self.language) if known else None) or action

    def what(self, amount: Money | None) -> str:
        """The action, what it is about and how much: Refund an order, O-20001, €12.50."""
        parts = [self.title(self["action"]), *(self.get("about") or ())]
        if amount is not None and amount.minor:
            parts.append(spoken(amount, self.language, self.limits.zone))
        return ", ".join(parts)


def _decision(teller: _Teller) -> str:
    what = teller.what(teller["amount"])
    outcome, rule = teller.words[f"outcome_{teller['outcome']}"], teller["rule"]
    if rule is None:
        return teller.say("decision", what=what, outcome=outcome)
    line = teller.lines.get(teller["decision"], {}).get(teller.language)
    key = "decision_line" if line else "decision_by"
    return teller.say(key, what=what, outcome=outcome, rule=rule, line=line)


def _held(teller: _Teller) -> str:
    """What became of a reservation."""
    kind, problem = teller.record.kind, str(teller.get("problem") or "")
    amount = teller.get("actual") or teller["amount"]
    said = teller.words.get(f"problem_{problem}", problem.replace("_", " "))
    reference = teller.get("reference")
    return teller.say(kind, what=teller.what(amount), problem=said, reference=reference)


def _approval(teller: _Teller) -> str:
    return teller.say(
        f"approval_{teller['step']}",
        what=teller.what(teller["amount"]),
        count=teller.get("count"),
        people=teller.get("people"),
    )


def _resolved(teller: _Teller) -> str:
    said = teller.say(f"resolved_{teller['state']}", what=teller.what(teller["amount"]))
    return said if teller["reason"] else f"{said} {teller.words['asked_again']}"


def _switch(teller: _Teller) -> str:
    kind, _, name = str(teller["scope"]).partition(":")
    teller["reason"]  # a record from before it held the reason
    scope = teller.title(name) if kind == "action" else teller.words[f"scope_{kind}"]
    return teller.say(teller.record.kind, scope=scope.format(name=name))


def _limits(teller: _Teller) -> str:
    return teller.say(f"limits_{teller['step']}", number=teller["number"])


def _exception(teller: _Teller) -> str:
    rules = ", ".join(teller["rules"])
    return teller.say("exception", what=teller.what(None), rules=rules)


def _shadow(teller: _Teller) -> str:
    return teller.say(f"shadow_{teller['did']}", what=teller.what(teller["amount"]))


_TELLERS: Mapping[str, Callable[[_Teller], str]] = {
    "decision": _decision,
    "approval": _approval,
    "resolved": _resolved,
    "stop": _switch,
    "resume": _switch,
    "limits": _limits,
    "exception": _exception,
    "shadow": _shadow,
}
