"""The settings: `samenspel.yml` and the environment read once, checked whole, frozen.

A key `engine.turn_timeout_s` is overridden by `SAMENSPEL_ENGINE_TURN_TIMEOUT_S`. Every mistake is
reported together in one `SettingsError`. docs/settings.md describes every key.
"""

from __future__ import annotations

import difflib
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast, get_type_hints
from urllib.parse import quote, urlsplit

import yaml

PREFIX = "SAMENSPEL_"
CONFIG_VARIABLE = "SAMENSPEL_CONFIG"
DEFAULT_FILE = "samenspel.yml"
# Not settings: where the file is, and what tests and benchmarks pass to each other.
_NOT_SETTINGS = re.compile(r"^(CONFIG$|TEST_|BENCH_|E2E_)")
# Kubernetes adds these by itself to every pod beside a service called samenspel.
_KUBERNETES = re.compile(r"^(SERVICE_(HOST|PORT)|PORT_\d+_(TCP|UDP))")
# Longer paths than this do not fit in a socket's address.
_SOCKET_PATH_MAX = 100
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Mistake:
    """One thing wrong with the settings: where, what stood there, and what may stand there."""

    key: str
    value: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.key}: {self.value} (allowed: {self.allowed})"


class SettingsError(Exception):
    """The settings cannot be used; `mistakes` holds all of them at once."""

    code = "settings"

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


def _key(default: Any = MISSING, **rules: Any) -> Any:
    """A field with its rules: least, most, one_of, secret, url."""
    shown = not rules.get("secret", False)
    if isinstance(default, (dict, tuple)) or callable(default):
        return field(default_factory=lambda: default, metadata=rules, repr=shown)
    return field(default=default, metadata=rules, repr=shown)


@dataclass(frozen=True)
class Brand:
    """Whose bot this is."""

    name: str = "Reisgoed"
    bot_name: str = "Pip"
    privacy_url: str = "/privacy"


@dataclass(frozen=True)
class Identity:
    """How the host site proves who its customer is: a signed JWT."""

    algorithm: str = _key("HS256", one_of=("HS256", "EdDSA"))
    secret: str | None = _key(None, secret=True)
    public_key: str | None = None
    max_age_s: int = _key(3600, least=60, most=86_400)


@dataclass(frozen=True)
class Engine:
    """Where the gateway reaches the engine: `url`, or the unix socket when there is none."""

    url: str | None = _key(None, url=("http", "https"))
    socket: Path | None = None
    turn_timeout_s: float = _key(20.0, least=1, most=300)
    start_timeout_s: float = _key(180.0, least=5, most=3600)


@dataclass(frozen=True)
class Chat:
    """What one customer may send. A packet over `packet_bytes` closes the connection."""

    message_characters: int = _key(4000, least=1, most=100_000)
    messages_per_minute: int = _key(20, least=1, most=10_000)
    packet_bytes: int = _key(2_000_000, least=16_000, most=50_000_000)


@dataclass(frozen=True)
class Desk:
    """The people at the desk."""

    claim_lease_s: int = _key(120, least=10, most=86_400)
    session_hours: int = _key(10, least=1, most=168)


@dataclass(frozen=True)
class Approvals:
    """What waits for a person's yes."""

    expires_hours: float = _key(4.0, least=0.05, most=720)


@dataclass(frozen=True)
class Disclosure:
    """When the customer is told again that this is a bot."""

    silence_minutes: int = _key(30, least=1, most=1440)


@dataclass(frozen=True)
class Empathy:
    """From where the mood changes what happens; levels run from 0 (calm) to 1 (distressed)."""

    acknowledge_level: float = _key(0.35, least=0, most=1)
    handoff_level: float = _key(0.7, least=0, most=1)
    handoff_messages: int = _key(2, least=1, most=20)
    repeats: int = _key(3, least=2, most=20)
    unsure: int = _key(2, least=1, most=20)


@dataclass(frozen=True)
class Secrets:
    """Keys of our own. In demo mode they are made once and kept in `data_dir/secrets/`."""

    chat_token_key: str | None = _key(None, secret=True)
    checkpoint_key: str | None = _key(None, secret=True)
    reference_salt: str | None = _key(None, secret=True)


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, complete and checked."""

    demo: bool = False
    demo_public: bool = False
    data_dir: Path = Path("var")
    database_url: str = _key("", secret=True)
    redis_url: str | None = _key(None, url=("redis", "rediss", "unix"), secret=True)
    shop_database: Path = Path("")
    host: str = "127.0.0.1"
    port: int = _key(8080, least=1, most=65_535)
    public_url: str = _key("", url=("http", "https"))
    allowed_origins: tuple[str, ...] = _key(())
    languages: tuple[str, ...] = _key(("en", "nl"), each=r"[a-z]{2}", say="codes such as en, nl")
    default_language: str = "en"
    form_of_address: str = _key("je", one_of=("je", "u"))
    country: str = "nl"
    crisis_lines: Mapping[str, str] = _key({"nl": "113", "be": "1813", "gb": "116 123"})
    limits_file: Path = Path("limits.yml")
    log_level: str = _key("INFO", one_of=("DEBUG", "INFO", "WARNING", "ERROR"))
    brand: Brand = Brand()
    identity: Identity = Identity()
    engine: Engine = Engine()
    chat: Chat = Chat()
    desk: Desk = Desk()
    approvals: Approvals = Approvals()
    disclosure: Disclosure = Disclosure()
    empathy: Empathy = Empathy()
    secrets: Secrets = Secrets()

    @classmethod
    def load(cls, path: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the file and the environment. Raises SettingsError with every mistake at once.

        Relative paths count from the file's folder (without a file: from here).
        """
        environ = os.environ if environ is None else environ
        reader = _Reader(_overrides(environ))
        found = reader.section(cls, _document(path, reader.mistakes), "")
        reader.finish()
        return _complete(found, (path.parent if path else Path()).resolve(), reader.mistakes)

    @classmethod
    def find(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Load from SAMENSPEL_CONFIG, or from `samenspel.yml` here."""
        environ = os.environ if environ is None else environ
        return cls.load(Path(environ.get(CONFIG_VARIABLE) or DEFAULT_FILE), environ)

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the gateway."""
        return self.host in LOOPBACK


def _overrides(environ: Mapping[str, str]) -> dict[str, str]:
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


def _document(path: Path | None, mistakes: list[Mistake]) -> Mapping[str, Any]:
    if path is None:
        return {}
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        mistakes.append(Mistake(str(path), "a missing file", f"a file, see {CONFIG_VARIABLE}"))
        return {}
    except (OSError, UnicodeDecodeError) as error:
        mistakes.append(Mistake(str(path), f"unreadable ({error})", "a text file in UTF-8"))
        return {}
    except yaml.YAMLError as error:
        mistakes.append(Mistake(str(path), " ".join(str(error).split()), "YAML: `key: value`"))
        return {}
    if content is None:
        return {}
    if not isinstance(content, dict):
        mistakes.append(Mistake(str(path), f"a {type(content).__name__}", "`key: value` lines"))
        return {}
    return content


S = TypeVar("S")


class _Reader:
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
                    self._wrong(key, given, f"a group of keys: {', '.join(_names(hint))}")
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


def _names(kind: Any) -> list[str]:
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
    if isinstance(value, list) and all(isinstance(part, str) and part for part in value):
        return tuple(value)
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
    return None, Path(value) if kind is Path else value


def _breaks(value: Any, rules: Mapping[str, Any]) -> str | None:
    if "least" in rules and not rules["least"] <= value <= rules["most"]:
        return f"{rules['least']} to {rules['most']}"
    if "one_of" in rules and value not in rules["one_of"]:
        return " or ".join(rules["one_of"])
    if "each" in rules and not (value and all(re.fullmatch(rules["each"], v) for v in value)):
        return str(rules["say"])
    if "url" in rules and urlsplit(value).scheme not in rules["url"]:
        return f"an address that starts with {' or '.join(s + '://' for s in rules['url'])}"
    return None


def _complete(found: Settings, root: Path, mistakes: list[Mistake]) -> Settings:
    """Fill in what depends on other keys, check what only makes sense together, or raise."""
    data_dir = root / found.data_dir
    shop = root / found.shop_database if found.shop_database.name else data_dir / "shop.db"
    socket = root / found.engine.socket if found.engine.socket else data_dir / "engine.sock"
    host = f"[{found.host}]" if ":" in found.host else found.host
    shown = "localhost" if found.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host
    public_url = (found.public_url or f"http://{shown}:{found.port}").rstrip("/")
    settings = replace(
        found,
        data_dir=data_dir,
        shop_database=shop,
        limits_file=root / found.limits_file,
        database_url=found.database_url or f"sqlite:///{quote(str(data_dir / 'samenspel.db'))}",
        public_url=public_url,
        engine=replace(found.engine, socket=socket),
    )
    _check_together(settings, mistakes)
    if settings.demo and not mistakes:
        settings = _with_demo_secrets(settings)
    if mistakes:
        raise SettingsError(tuple(mistakes))
    return settings


def _check_together(settings: Settings, mistakes: list[Mistake]) -> None:
    def wrong(key: str, value: object, allowed: str) -> None:
        mistakes.append(Mistake(key, repr(value), allowed))

    if settings.default_language not in settings.languages:
        wrong("default_language", settings.default_language, ", ".join(settings.languages))
    if settings.country not in settings.crisis_lines:
        wrong("country", settings.country, f"one of {', '.join(settings.crisis_lines)}")
    scheme = urlsplit(settings.database_url).scheme
    if scheme.partition("+")[0] not in ("sqlite", "postgresql"):
        wrong("database_url", f"{scheme}://…", "sqlite:///file or postgresql://…")
    if settings.engine.url is None and len(str(settings.engine.socket)) > _SOCKET_PATH_MAX:
        wrong("engine.socket", str(settings.engine.socket), f"at most {_SOCKET_PATH_MAX} letters")
    for origin in settings.allowed_origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
            wrong("allowed_origins", origin, "origins such as https://shop.example.com")
    if settings.empathy.acknowledge_level > settings.empathy.handoff_level:
        wrong("empathy.acknowledge_level", settings.empathy.acknowledge_level,
              f"at most handoff_level ({settings.empathy.handoff_level})")  # fmt: skip
    if not settings.demo:
        _check_secrets(settings, mistakes)


def _check_secrets(settings: Settings, mistakes: list[Mistake]) -> None:
    needed = {f"secrets.{name}": getattr(settings.secrets, name) for name in _names(Secrets)}
    if settings.identity.algorithm == "HS256":
        needed["identity.secret"] = settings.identity.secret
    elif not settings.identity.public_key:
        mistakes.append(
            Mistake("identity.public_key", "nothing", "the host site's Ed25519 key in PEM")
        )
    for key, value in needed.items():
        variable = PREFIX + key.replace(".", "_").upper()
        if not value:
            mistakes.append(Mistake(key, "nothing", f"32 random letters or more; set {variable}"))
        elif len(value) < 32:
            mistakes.append(Mistake(key, "(hidden) a short text", "32 random letters or more"))


def _with_demo_secrets(settings: Settings) -> Settings:
    folder = settings.data_dir / "secrets"
    made = {
        name: getattr(settings.secrets, name) or _kept_secret(folder / name)
        for name in _names(Secrets)
    }
    identity = settings.identity
    if identity.algorithm == "HS256" and not identity.secret:
        identity = replace(identity, secret=_kept_secret(folder / "identity_secret"))
    return replace(settings, secrets=Secrets(**made), identity=identity)


def _kept_secret(path: Path) -> str:
    """The secret in this file, made at the first ask. Two processes that race get the same one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            # A link appears whole and never replaces the other process's secret.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
