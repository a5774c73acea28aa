"""Takes values out of the file and the environment and checks them against the keys."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast, get_type_hints
from urllib.parse import urlsplit

import yaml

from bot import yaml_text
from bot.settings.keys import CONFIG_VARIABLE
from bot.settings.mistakes import Mistake

PREFIX = "SAMENSPEL_"
# Not settings: where the file is, and what tests and benchmarks pass to each other.
_NOT_SETTINGS = re.compile(r"^(CONFIG$|TEST_|BENCH_|E2E_)")
# Kubernetes adds these by itself to every pod beside a service called samenspel.
_KUBERNETES = re.compile(r"^(SERVICE_(HOST|PORT)|PORT_\d+_(TCP|UDP))")


def overrides(environ: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX):
            continue
        short = name[len(PREFIX) :]
        if _NOT_SETTINGS.match(short) or _KUBERNETES.match(short):
            continue
        if short == "PORT" and value.startswith("tcp://"):
            continue
        found[name] = value
    return found


def document(path: Path | None, mistakes: list[Mistake]) -> Mapping[str, Any]:
    if path is None:
        return {}
    try:
        content = yaml_text.read(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        mistakes.append(Mistake(str(path), "a missing file", f"a file, see {CONFIG_VARIABLE}"))
        return {}
    except (OSError, UnicodeDecodeError) as error:
        mistakes.append(Mistake(str(path), f"unreadable ({error})", "a text file in UTF-8"))
        return {}
    except (yaml.YAMLError, ValueError) as error:
        # ValueError: a day that is none, such as 2026-02-30.
        mistakes.append(Mistake(str(path), " ".join(str(error).split()), "YAML: `key: value`"))
        return {}
    if content is None:
        return {}
    if not isinstance(content, dict):
        mistakes.append(Mistake(str(path), f"a {type(content).__name__}", "`key: value` lines"))
        return {}
    return content


S = TypeVar("S")


class Reader:
    """Walks the dataclasses, takes values from the file and the environment, collects mistakes."""

    def __init__(self, overrides: dict[str, str]) -> None:
        self.mistakes: list[Mistake] = []
        self._overrides = overrides
        self._known: list[str] = []

    def section(self, kind: type[S], content: Mapping[str, Any], prefix: str) -> S:
        """One dataclass out of one mapping."""
        hints = get_type_hints(kind)
        values: dict[str, Any] = {}
        names = [item.name for item in fields(cast(Any, kind))]
        self._strangers(content, names, prefix)
        for item in fields(cast(Any, kind)):
            key, hint = f"{prefix}{item.name}", hints[item.name]
            given = content.get(item.name)
            if is_dataclass(hint):
                if given is not None and not isinstance(given, dict):
                    self._wrong(key, given, f"a group of keys: {', '.join(names_of(hint))}")
                    given = None
                values[item.name] = self.section(cast(Any, hint), given or {}, f"{key}.")
                continue
            variable = PREFIX + key.replace(".", "_").upper()
            self._known.append(variable)
            if variable in self._overrides:
                key, given = variable, self._overrides[variable]
                given = None if given == "" else given
            if given is None:
                continue
            problem, value = _convert(hint, given, from_text=key == variable)
            problem = problem or _breaks(value, item.metadata)
            if problem:
                self._wrong(key, "(hidden)" if item.metadata.get("secret") else given, problem)
            else:
                values[item.name] = value
        return kind(**values)

    def finish(self) -> None:
        """Report environment variables that no key took."""
        for variable in sorted(set(self._overrides) - set(self._known)):
            self.mistakes.append(
                Mistake(variable, "an unknown variable", _nearest(variable, self._known))
            )

    def _strangers(self, content: Mapping[str, Any], names: list[str], prefix: str) -> None:
        for name in content:
            if name not in names:
                self.mistakes.append(
                    Mistake(f"{prefix}{name}", "an unknown key", _nearest(str(name), names))
                )

    def _wrong(self, key: str, value: Any, allowed: str) -> None:
        self.mistakes.append(Mistake(key, repr(value), allowed))


def names_of(kind: Any) -> list[str]:
    return [item.name for item in fields(kind)]


def _nearest(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else ", ".join(names)


def _whole(value: Any, from_text: bool) -> int | None:
    if from_text and re.fullmatch(r"-?\d+", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: Any, from_text: bool) -> float | None:
    if from_text and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _yes_or_no(value: Any, from_text: bool) -> bool | None:
    if from_text:
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
            value.lower()
        )
    return value if isinstance(value, bool) else None


def _text(value: Any, from_text: bool) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: Any, from_text: bool) -> tuple[str, ...] | None:
    if from_text:
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list):
        # YAML reads 2026-12-24 as a day; here it is the text that stands there.
        parts = [part.isoformat() if isinstance(part, date) else part for part in value]
        if all(isinstance(part, str) and part for part in parts):
            return tuple(parts)
    return None


def _pairs(value: Any, from_text: bool) -> Mapping[str, str] | None:
    if from_text:
        parts = [part.partition("=") for part in value.split(",") if part.strip()]
        if not all(name.strip() and text.strip() for name, _, text in parts):
            return None
        return {name.strip(): text.strip() for name, _, text in parts}
    if isinstance(value, dict) and all(
        isinstance(name, str) and isinstance(text, (str, int)) and not isinstance(text, bool)
        for name, text in value.items()
    ):
        return {name: str(text) for name, text in value.items()}
    return None


_KINDS: dict[Any, tuple[Callable[[Any, bool], Any], str]] = {
    bool: (_yes_or_no, "true or false"),
    int: (_whole, "a whole number"),
    float: (_number, "a number"),
    str: (_text, "text (a number goes between quotes)"),
    Path: (_text, "a path"),
    tuple[str, ...]: (_texts, "a list of texts; in the environment separated by commas"),
    Mapping[str, str]: (_pairs, "pairs such as nl: '113'; in the environment nl=113,be=1813"),
}


def _convert(hint: Any, given: Any, *, from_text: bool) -> tuple[str | None, Any]:
    kind = next((arg for arg in getattr(hint, "__args__", ()) if arg in _KINDS), hint)
    kind = hint if hint in _KINDS else kind
    convert, allowed = _KINDS[kind]
    value = convert(given, from_text)
    if value is None:
        return allowed, None
    if kind is Path:
        # A path in the environment counts from here, as on a command line.
        value = Path(value).absolute() if from_text else Path(value)
    return None, value


def _breaks(value: Any, rules: Mapping[str, Any]) -> str | None:
    if "least" in rules and not rules["least"] <= value <= rules["most"]:
        return f"{rules['least']} to {rules['most']}"
    if "one_of" in rules and value not in rules["one_of"]:
        return " or ".join(rules["one_of"])
    if "each" in rules:
        some = value or rules.get("may_be_empty", False)
        if not some or not all(re.fullmatch(rules["each"], v) for v in value):
            return str(rules["say"])
    if "check" in rules:
        texts = value if isinstance(value, tuple) else (value,)
        return next(filter(None, map(rules["check"], texts)), None)
    if "url" in rules:
        texts = value if isinstance(value, tuple) else (value,)
        if any(urlsplit(text).scheme not in rules["url"] for text in texts):
            return f"an address that starts with {' or '.join(s + '://' for s in rules['url'])}"
    return None
