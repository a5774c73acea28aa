"""Reads how the fields of each record are found in an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.connectors.http.lines import Lines, listed
from bot.connectors.http.plan import RECORDS, Field

_AMOUNT = "{minor: path, currency: path}, or decimal instead of minor"


class Fields:
    """The section `records`, with its mistakes noted where a call needs the record."""

    def __init__(self, lines: Lines, records: Mapping[str, Any]) -> None:
        self._lines, self._records = lines, records
        self._made: dict[str, Mapping[str, Field]] = {}
        for name in records:
            if name not in RECORDS:
                lines.wrong(f"records.{name}", f"{name!r} is no record", listed(tuple(RECORDS)))

    def of(self, record: str, needed_by: str) -> Mapping[str, Field]:
        """Where each field of a record stands. A record is read once."""
        if record in self._made:
            return self._made[record]
        given = self._records.get(record)
        if not isinstance(given, Mapping):
            needed = listed(tuple(RECORDS[record]))
            self._lines.wrong(needed_by, f"the record {record!r} is not described",
                              f"records: then {record}: with {needed}")  # fmt: skip
            given = None
        made: dict[str, Field] = {}
        self._made[record] = made
        if given is None:
            return made
        place = f"records.{record}"
        for name in given:
            if name not in RECORDS[record]:
                self._lines.wrong(f"{place}.{name}", f"{record} has no {name!r}",
                                  listed(tuple(RECORDS[record])))  # fmt: skip
        for name, kind in RECORDS[record].items():
            if name in given:
                made[name] = self._field(f"{place}.{name}", kind, given[name])
            elif kind.endswith("?"):
                made[name] = Field(path=("",), optional=True)
            else:
                self._lines.wrong(place, f"{record}.{name} is missing", f"{name}: where.it.stands")
        return made

    def _field(self, place: str, kind: str, given: Any) -> Field:
        kind = kind.removesuffix("?")
        if kind == "money":
            return self._money(place, given)
        if kind == "words":
            return self._words(place, given)
        if kind.removesuffix("*") in RECORDS:
            if not isinstance(given, str):
                self._lines.wrong(place, "this needs the path of the record", "path.in.the.answer")
                return Field()
            inner = self.of(kind.removesuffix("*"), place)
            return Field(path=() if given == "." else _path(given), parts=inner)
        if isinstance(given, Mapping):
            return self._mapped(place, kind, given)
        return self._simple(place, given)

    def _mapped(self, place: str, kind: str, given: Mapping[str, Any]) -> Field:
        """`{path: …, words: {theirs: ours}}`, or `{value: …}` for what is always the same."""
        words = given.get("words")
        if set(given) == {"value"}:
            fixed = given["value"]
            if "|" in kind and fixed not in kind.split("|"):
                self._lines.wrong(place, f"{fixed!r} has no meaning", f"one of {kind}")
            return Field(fixed=fixed)
        if set(given) - {"path", "words"} or "path" not in given or not isinstance(words, Mapping):
            self._lines.wrong(
                place, "this is no field", "a path, {value: …} or {path: …, words: …}"
            )
            return Field()
        for theirs, ours in words.items():
            if "|" in kind and ours not in kind.split("|"):
                self._lines.wrong(f"{place}.words.{theirs}", f"{ours!r} has no meaning",
                                  f"one of {kind}")  # fmt: skip
        return Field(
            path=_path(given["path"]), words={str(key): str(word) for key, word in words.items()}
        )

    def _simple(self, place: str, given: Any) -> Field:
        if isinstance(given, Mapping) and set(given) == {"value"}:
            return Field(fixed=given["value"])
        if not isinstance(given, str) or not given:
            self._lines.wrong(place, "this is no path", "path.in.the.answer or {value: …}")
            return Field()
        return Field(path=_path(given))

    def _money(self, place: str, given: Any) -> Field:
        keys = set(given) if isinstance(given, Mapping) else set()
        if keys not in ({"minor", "currency"}, {"decimal", "currency"}):
            self._lines.wrong(place, "an amount needs its number and its currency", _AMOUNT)
            return Field()
        return Field(
            parts={key: self._simple(f"{place}.{key}", value) for key, value in given.items()}
        )

    def _words(self, place: str, given: Any) -> Field:
        """A path, `{en: path, nl: path}`, or `{value: {en: text, nl: text}}`."""
        if isinstance(given, Mapping) and set(given) == {"value"}:
            said = given["value"]
            if not isinstance(said, Mapping) or not said:
                self._lines.wrong(
                    place, "a text is said in each language", "{value: {en: …, nl: …}}"
                )
                return Field()
            return Field(words={str(language): str(text) for language, text in said.items()})
        if isinstance(given, Mapping) and given:
            return Field(
                parts={name: self._simple(f"{place}.{name}", path) for name, path in given.items()}
            )
        return self._simple(place, given)


def _path(given: Any) -> tuple[str, ...]:
    return tuple(str(given).split("."))
