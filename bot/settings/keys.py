"""Every key of the settings with its default and its rules; docs/settings.md tells the same."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.model import ModelError, Money
from bot.settings.opening import (
    DAYS,
    Opening,
    day_problem,
    hours_problem,
    spans,
    zone_problem,
)

CONFIG_VARIABLE = "SAMENSPEL_CONFIG"
DEFAULT_FILE = "samenspel.yml"
STAKES = ("bereavement", "illness", "legal", "safety", "press", "discrimination")
MOOD_READING = ("opt_out", "ask_first", "never")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def money_problem(text: str) -> str | None:
    """What is wrong with an amount, or nothing."""
    try:
        amount = Money.parse(text)
    except ModelError:
        return "an amount such as 42.00 EUR"
    return None if amount.minor >= 0 else "an amount of nothing or more"


def _key(default: Any = MISSING, **rules: Any) -> Any:
    """A field with its rules: least, most, one_of, secret, url, and `check` for each text in it."""
    shown = not rules.get("secret", False)
    if isinstance(default, (dict, tuple)) or callable(default):
        return field(default_factory=lambda: default, metadata=rules, repr=shown)
    return field(default=default, metadata=rules, repr=shown)


@dataclass(frozen=True)
class BrandWords:
    """The brand's own words: `use` the second instead of the first, `avoid` these."""

    use: Mapping[str, str] = _key({})
    avoid: tuple[str, ...] = _key(())


@dataclass(frozen=True)
class Brand:
    """Whose bot this is."""

    name: str = "Reisgoed"
    bot_name: str = "Pip"
    privacy_url: str = "/privacy"
    words: BrandWords = BrandWords()


@dataclass(frozen=True)
class Identity:
    """How the host site proves who its customer is: a signed JWT."""

    algorithm: str = _key("HS256", one_of=("HS256", "EdDSA"))
    secret: str | None = _key(None, secret=True)
    public_key: str | None = None
    max_age_s: int = _key(3600, least=60, most=86_400)


@dataclass(frozen=True)
class Engine:
    """Where the gateway reaches the engine: `url`, or the unix socket when there is none.

    `urls` are those of several engines; `url` is then what each of them listens on. `tracker_url`
    is where they keep what was said.
    """

    url: str | None = _key(None, url=("http", "https"))
    urls: tuple[str, ...] = _key((), url=("http", "https"))
    tracker_url: str = _key("", secret=True)
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
class Hours:
    """When people are at the desk on each day. When none is given the desk keeps no hours."""

    monday: str | None = _key(None, check=hours_problem)
    tuesday: str | None = _key(None, check=hours_problem)
    wednesday: str | None = _key(None, check=hours_problem)
    thursday: str | None = _key(None, check=hours_problem)
    friday: str | None = _key(None, check=hours_problem)
    saturday: str | None = _key(None, check=hours_problem)
    sunday: str | None = _key(None, check=hours_problem)

    @property
    def given(self) -> bool:
        """Whether the desk keeps hours at all."""
        return any(getattr(self, day) is not None for day in DAYS)


@dataclass(frozen=True)
class Desk:
    """The people at the desk, and when they are there."""

    claim_lease_s: int = _key(120, least=10, most=86_400)
    most_at_once: int = _key(8, least=1, most=99)
    session_hours: int = _key(10, least=1, most=168)
    hours: Hours = Hours()
    time_zone: str = _key("Europe/Amsterdam", check=zone_problem)
    country: str = ""
    closed_days: tuple[str, ...] = _key((), check=day_problem)

    @property
    def opening(self) -> Opening:
        """The hours as a value that can be asked."""
        if not self.hours.given:
            return Opening({}, ZoneInfo(self.time_zone))
        return Opening(
            week={
                number: spans(getattr(self.hours, day) or "closed") or ()
                for number, day in enumerate(DAYS)
            },
            zone=ZoneInfo(self.time_zone),
            country="" if self.country == "none" else self.country,
            closed_days=frozenset(date.fromisoformat(day) for day in self.closed_days),
        )


@dataclass(frozen=True)
class Smtp:
    """The mail server that carries answers to customers who are gone; none without `host`."""

    host: str | None = None
    port: int = _key(587, least=1, most=65_535)
    security: str = _key("starttls", one_of=("starttls", "tls", "none"))
    user: str | None = None
    password: str | None = _key(None, secret=True)
    sender: str | None = None
    timeout_s: float = _key(15.0, least=1, most=30)
    gather_s: int = _key(60, least=0, most=3600)
    link_hours: int = _key(72, least=1, most=720)


@dataclass(frozen=True)
class Webhooks:
    """Another system that gets a ticket for everybody who has to wait past closing time."""

    url: str | None = _key(None, url=("http", "https"))
    secret: str | None = _key(None, secret=True)
    timeout_s: float = _key(10.0, least=1, most=60)


@dataclass(frozen=True)
class Disclosure:
    """When the customer is told again that this is a bot."""

    silence_minutes: int = _key(30, least=1, most=1440)


_REDACTED = ("card", "iban", "bsn", "rijksregister", "email", "phone", "address")


def _kinds(*default: str) -> Any:
    named = ", ".join(_REDACTED)
    each = "|".join(_REDACTED)
    return _key(default, each=each, say=f"any of {named}", may_be_empty=True)


@dataclass(frozen=True)
class Redaction:
    """What is taken out of the words of customers: as soon as they are said, and long after."""

    at_once: tuple[str, ...] = _kinds("card", "iban", "bsn", "rijksregister")
    later: tuple[str, ...] = _kinds("email", "phone", "address")


@dataclass(frozen=True)
class Retention:
    """After how many days each kind of data about customers is erased, by a round once a day."""

    conversations_days: int = _key(365, least=1, most=36_500)
    photos_days: int = _key(180, least=1, most=36_500)
    moods_days: int = _key(90, least=8, most=36_500)
    contact_days: int = _key(30, least=1, most=36_500)
    questions_days: int = _key(365, least=1, most=36_500)
    remarks_days: int = _key(730, least=1, most=36_500)
    tries_days: int = _key(2, least=1, most=365)
    money_days: int = _key(2557, least=30, most=36_500)


@dataclass(frozen=True)
class Weights:
    """What each sign adds to the level each time, at most three times; 0 takes it out.

    `mood` is for the last message in words when it is sure; earlier ones add a share of it.
    """

    mood: float = _key(0.5, least=0, most=0.6)
    capitals: float = _key(0.06, least=0, most=0.3)
    swearing: float = _key(0.10, least=0, most=0.3)
    repeats: float = _key(0.15, least=0, most=0.3)
    looped: float = _key(0.08, least=0, most=0.3)
    unsure: float = _key(0.12, least=0, most=0.3)
    refused: float = _key(0.12, least=0, most=0.3)
    asked_again: float = _key(0.10, least=0, most=0.3)
    said_again: float = _key(0.12, least=0, most=0.3)
    failed: float = _key(0.12, least=0, most=0.3)
    nudges: float = _key(0.10, least=0, most=0.3)
    waiting: float = _key(0.10, least=0, most=0.3)
    contact_again: float = _key(0.10, least=0, most=0.3)
    wish: float = _key(0.05, least=0, most=0.3)


@dataclass(frozen=True)
class Stakes:
    """What is too heavy for a bot: the kinds, how sure it must be, and an amount of money."""

    kinds: tuple[str, ...] = _key(
        STAKES, each="|".join(STAKES), say=f"any of {', '.join(STAKES)}", may_be_empty=True
    )
    certainty: float = _key(0.5, least=0.3, most=0.99)
    amount: int = _key(1000, least=0, most=10_000_000)


@dataclass(frozen=True)
class Empathy:
    """From where the mood changes what happens; levels run from 0 (calm) to 1 (distressed).

    `mood_reading`: until a customer switches it off, only after they switched it on, or never.
    """

    mood_reading: str = _key("opt_out", one_of=MOOD_READING)
    acknowledge_level: float = _key(0.35, least=0, most=1)
    handoff_level: float = _key(0.7, least=0, most=1)
    handoff_messages: int = _key(2, least=1, most=20)
    stuck_level: float = _key(0.45, least=0.1, most=1)
    repeats: int = _key(3, least=2, most=20)
    unsure: int = _key(2, least=1, most=20)
    weights: Weights = Weights()
    stakes: Stakes = Stakes()


@dataclass(frozen=True)
class Insights:
    """What things cost, for the report on frictions; all in one currency."""

    person_hour: str = _key("42.00 EUR", check=money_problem)
    approval: str = _key("2.00 EUR", check=money_problem)
    customer_left: str = _key("15.00 EUR", check=money_problem)
    contact_again: str = _key("6.00 EUR", check=money_problem)


@dataclass(frozen=True)
class Secrets:
    """Keys of our own. In demo mode they are made once and kept in `data_dir/secrets/`."""

    chat_token_key: str | None = _key(None, secret=True)
    checkpoint_key: str | None = _key(None, secret=True)


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
    crisis_lines: Mapping[str, str] = _key(
        {
            "nl": "113",
            "be": "1813",
            "gb": "116 123",
            "ie": "116 123",
            "lu": "454545",
            "de": "0800 111 0 111",
            "fr": "3114",
            "at": "142",
            "ch": "143",
            "us": "988",
        }
    )
    emergency_numbers: Mapping[str, str] = _key(
        {
            **dict.fromkeys(("nl", "be", "ie", "lu", "de", "fr", "at", "ch"), "112"),
            "gb": "999",
            "us": "911",
        }
    )
    limits_file: Path = Path("limits.yml")
    connectors_file: Path | None = None
    checkpoints_dir: Path = Path("")
    log_level: str = _key("INFO", one_of=("DEBUG", "INFO", "WARNING", "ERROR"))
    log_format: str = _key("text", one_of=("text", "json"))
    brand: Brand = Brand()
    identity: Identity = Identity()
    engine: Engine = Engine()
    chat: Chat = Chat()
    desk: Desk = Desk()
    smtp: Smtp = Smtp()
    webhooks: Webhooks = Webhooks()
    disclosure: Disclosure = Disclosure()
    empathy: Empathy = Empathy()
    insights: Insights = Insights()
    retention: Retention = Retention()
    redaction: Redaction = Redaction()
    secrets: Secrets = Secrets()

    @classmethod
    def load(cls, path: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the file and the environment. Raises SettingsError with every mistake at once.

        Relative paths count from the file's folder (without a file: from here).
        """
        from bot.settings.loading import load

        return load(path, os.environ if environ is None else environ)

    @classmethod
    def find(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Load from SAMENSPEL_CONFIG, or from `samenspel.yml` here."""
        environ = os.environ if environ is None else environ
        return cls.load(Path(environ.get(CONFIG_VARIABLE) or DEFAULT_FILE), environ)

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the gateway."""
        return self.host in LOOPBACK
