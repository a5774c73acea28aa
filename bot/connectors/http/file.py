"""Reads the file that describes a connector; every mistake is told with its line and a remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.connectors.http.fields import Fields
from bot.connectors.http.lines import Lines, listed
from bot.connectors.http.plan import (
    EFFECT_VALUES,
    METHODS,
    Call,
    DescriptionError,
    Plan,
    Rule,
    Secret,
)
from bot.connectors.http.templates import blanks

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_VERBS = ("get", "post", "put", "patch", "delete")
_TOP = ("version", "base_url", "timeout_s", "connections", "max_bytes", "headers",
        "idempotency_header", "code_at", "records", "calls")  # fmt: skip
_CALL = (*_VERBS, "query", "body", "at", "code_at", "timeout_s", "answers")
_MEANINGS = ("done", "none", "final", "retry", "unknown")
_LOOKUPS = {
    name: f"{name.partition('.')[0]}.lookup"
    for name, (kind, *_) in METHODS.items()
    if kind == "effect"
}
_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


def load(path: Path, environ: Mapping[str, str]) -> Plan:
    """The plan of a file. Raises DescriptionError with every mistake at once."""
    lines = Lines(path.name)
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise DescriptionError((f"{path}: cannot be read: {error}",)) from error
    given = lines.read(text)
    plan = None if given is None else _File(lines, given, environ).plan()
    if lines.problems or plan is None:
        # What every call shares is read for each of them; its mistake is told once.
        raise DescriptionError(tuple(dict.fromkeys(lines.problems)))
    return plan


class _File:
    """One file on its way to a plan."""

    def __init__(self, lines: Lines, given: Mapping[str, Any], environ: Mapping[str, str]) -> None:
        self._lines, self._given, self._environ = lines, given, environ
        self._fields = Fields(lines, self._mapping("records"))

    def plan(self) -> Plan:
        """Everything in it, the mistakes noted."""
        lines, given = self._lines, self._given
        for name in given:
            if name not in _TOP:
                lines.wrong(name, f"{name!r} is not known", listed(_TOP))
        if given.get("version") != 1:
            lines.wrong("version", "the version has to be 1", "version: 1")
        calls = {name: self._call(name, call) for name, call in self._mapping("calls").items()}
        if not calls:
            lines.wrong("calls", "no call is described", f"one of {listed(tuple(METHODS))}")
        for effect, lookup in _LOOKUPS.items():
            if effect in calls and lookup not in calls:
                lines.wrong(f"calls.{effect}", f"{effect} without {lookup}",
                            "what is in doubt has to be looked up by its reservation")  # fmt: skip
        return Plan(
            base_url=self._base_url(),
            connections=self._number("connections", 10, 1, 1000),
            max_bytes=self._number("max_bytes", 1_000_000, 1000, 50_000_000),
            calls={name: call for name, call in calls.items() if call is not None},
        )

    def _base_url(self) -> str:
        url = str(self._given.get("base_url") or "")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            self._lines.wrong("base_url", "base_url is no address", "https://api.shop.example/v1")
        elif parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            self._lines.wrong("base_url", "http would send keys and orders in clear", "https://…")
        elif parts.username or parts.password:
            self._lines.wrong("base_url", "a password in the address", "a header with ${VARIABLE}")
        return url.rstrip("/")

    def _call(self, name: str, call: Any) -> Call | None:
        place = f"calls.{name}"
        if name not in METHODS:
            self._lines.wrong(place, f"{name!r} is no call", f"one of {listed(tuple(METHODS))}")
            return None
        if not isinstance(call, Mapping):
            self._lines.wrong(place, f"{name} says nothing", "get: /path/{id}")
            return None
        for key in call:
            if key not in _CALL:
                self._lines.wrong(f"{place}.{key}", f"{key!r} is not known", listed(_CALL))
        verbs = [verb for verb in _VERBS if verb in call]
        if len(verbs) != 1:
            self._lines.wrong(place, f"{name} needs one path", f"one of {listed(_VERBS)}: /path")
            return None
        path = str(call[verbs[0]])
        kind, record, _ = METHODS[name]
        self._blanks(name, place, verbs[0], call)
        return Call(
            name=name,
            kind=kind,
            record=record,
            method=verbs[0].upper(),
            path=path,
            query=call.get("query") or {},
            headers=self._headers(),
            body=call.get("body"),
            timeout_s=self._timeout(place, call),
            at=_path(call.get("at")),
            code_at=_path(call.get("code_at", self._given.get("code_at"))) or None,
            fields=self._fields.of(record, place) if record else {},
            rules=self._rules(place, call.get("answers")),
            idempotency_header=str(self._given.get("idempotency_header", "Idempotency-Key")),
        )

    def _blanks(self, name: str, place: str, verb: str, call: Mapping[str, Any]) -> None:
        """Only what the call knows may be filled in; a change has to name what it may change."""
        kind, _, known = METHODS[name]
        for part in (verb, "query", "body"):
            for blank in blanks(call.get(part)):
                effect = kind == "effect" and (
                    blank in EFFECT_VALUES or blank.startswith("params.")
                )
                if blank not in known and not effect:
                    allowed = (*EFFECT_VALUES, "params.…") if kind == "effect" else known
                    self._lines.wrong(f"{place}.{part}", f"{{{blank}}} is not known here",
                                      listed(allowed))  # fmt: skip
        if not str(call[verb]).startswith("/"):
            self._lines.wrong(f"{place}.{verb}", "the path has to begin with /", "/orders/{id}")
        if kind == "effect" and verb == "get":
            self._lines.wrong(f"{place}.get", "get changes nothing", "post: /path")

    def _headers(self) -> Mapping[str, Secret]:
        made: dict[str, Secret] = {}
        for name, value in self._mapping("headers").items():

            def fill(match: re.Match[str], name: str = name) -> str:
                found = self._environ.get(match[1])
                if not found:
                    self._lines.wrong(f"headers.{name}", f"{match[1]} is not set",
                                      "set it in the environment")  # fmt: skip
                return found or ""

            text = _VARIABLE.sub(fill, str(value))
            if not text.isprintable():
                self._lines.wrong(f"headers.{name}", "a header is one line", "remove line breaks")
            made[str(name)] = Secret(text)
        return made

    def _rules(self, place: str, given: Any) -> tuple[Rule, ...]:
        rules: list[Rule] = []
        if given is not None and not isinstance(given, list):
            self._lines.wrong(f"{place}.answers", "answers is a list", "- {status: 409, means: …}")
            return ()
        for number, rule in enumerate(given or []):
            here = f"{place}.answers.{number}"
            status = rule.get("status") if isinstance(rule, Mapping) else None
            statuses = status if isinstance(status, list) else [status]
            if not all(type(one) is int and 100 <= one <= 599 for one in statuses):
                self._lines.wrong(here, "an answer needs its status", "status: 409")
                continue
            if rule.get("means") not in _MEANINGS:
                self._lines.wrong(here, "an answer needs its meaning", f"means: {_MEANINGS[2]}, "
                                  f"of {listed(_MEANINGS)}")  # fmt: skip
                continue
            if rule["means"] == "final" and not rule.get("name"):
                self._lines.wrong(here, "a definite no needs a name", "name: already_refunded")
            code = rule.get("code")
            means, name = rule["means"], rule.get("name")
            said = None if code is None else str(code)
            rules.append(Rule(tuple(one for one in statuses if one), said, means, name))
        return tuple(rules)

    def _timeout(self, place: str, call: Mapping[str, Any]) -> int:
        usual = self._number("timeout_s", 8, 1, 60)
        return self._number(f"{place}.timeout_s", usual, 1, 60, call.get("timeout_s"))

    def _mapping(self, name: str) -> Mapping[str, Any]:
        found = self._given.get(name)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            self._lines.wrong(name, f"{name} has to be a mapping", f"{name}: then indented lines")
            return {}
        return found

    def _number(self, place: str, default: int, least: int, most: int, given: Any = None) -> int:
        found = self._given.get(place) if given is None else given
        if found is None:
            return default
        if type(found) is not int or not least <= found <= most:
            self._lines.wrong(place, f"{found!r} does not fit", f"{least} to {most}")
            return default
        return found


def _path(given: Any) -> tuple[str, ...]:
    return tuple(str(given).split(".")) if given else ()
