"""Loads the settings: reads, fills in what depends on other keys, checks what belongs together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

from bot.settings.demo_secrets import with_demo_secrets
from bot.settings.keys import LOOPBACK, Settings
from bot.settings.mistakes import Mistake, SettingsError
from bot.settings.opening import country_problem
from bot.settings.reader import PREFIX, Reader, document, overrides

# Longer paths than this do not fit in a socket's address.
_SOCKET_PATH_MAX = 100
_SHORTEST_SECRET = 32
MAILBOX = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")


def load(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Raises SettingsError with every mistake at once."""
    reader = Reader(overrides(environ))
    found = reader.section(Settings, document(path, reader.mistakes), "")
    reader.finish()
    return _complete(found, (path.parent if path else Path()).resolve(), reader.mistakes)


def _complete(found: Settings, root: Path, mistakes: list[Mistake]) -> Settings:
    """Fill in what depends on other keys, check what only makes sense together, or raise."""
    data_dir = root / found.data_dir
    shop = root / found.shop_database if found.shop_database.name else data_dir / "shop.db"
    socket = root / found.engine.socket if found.engine.socket else data_dir / "engine.sock"
    host = f"[{found.host}]" if ":" in found.host else found.host
    shown = "localhost" if found.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else host
    public_url = (found.public_url or f"http://{shown}:{found.port}").rstrip("/")
    database_url = found.database_url or f"sqlite:///{quote(str(data_dir / 'samenspel.db'))}"
    settings = replace(
        found,
        data_dir=data_dir,
        shop_database=shop,
        limits_file=root / found.limits_file,
        connectors_file=root / found.connectors_file if found.connectors_file else None,
        checkpoints_dir=root / found.checkpoints_dir
        if found.checkpoints_dir.name
        else data_dir / "audit",
        database_url=database_url,
        public_url=public_url,
        desk=replace(found.desk, country=found.desk.country or found.country),
        engine=replace(
            found.engine,
            socket=socket,
            tracker_url=found.engine.tracker_url or _tracker_url(database_url, data_dir),
        ),
    )
    _check_together(settings, mistakes)
    if settings.demo and not mistakes:
        settings = with_demo_secrets(settings)
    if mistakes:
        raise SettingsError(tuple(mistakes))
    return settings


def _tracker_url(database_url: str, data_dir: Path) -> str:
    """On PostgreSQL beside everything else, so that several engines share it; else a file."""
    if urlsplit(database_url).scheme.startswith("postgresql"):
        return database_url
    return f"sqlite:///{quote(str(data_dir / 'tracker.db'))}"


def _check_together(settings: Settings, mistakes: list[Mistake]) -> None:
    def wrong(key: str, value: object, allowed: str) -> None:
        mistakes.append(Mistake(key, repr(value), allowed))

    if settings.default_language not in settings.languages:
        wrong("default_language", settings.default_language, ", ".join(settings.languages))
    for numbers in (settings.crisis_lines, settings.emergency_numbers):
        if settings.country not in numbers:
            wrong("country", settings.country, f"one of {', '.join(numbers)}")
    for key, url in (
        ("database_url", settings.database_url),
        ("engine.tracker_url", settings.engine.tracker_url),
    ):
        scheme = urlsplit(url).scheme
        if scheme.partition("+")[0] not in ("sqlite", "postgresql"):
            wrong(key, f"{scheme}://…", "sqlite:///file or postgresql://…")
    if settings.engine.url is None and len(str(settings.engine.socket)) > _SOCKET_PATH_MAX:
        wrong("engine.socket", str(settings.engine.socket), f"at most {_SOCKET_PATH_MAX} letters")
    for origin in settings.allowed_origins:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path not in ("", "/"):
            wrong("allowed_origins", origin, "origins such as https://shop.example.com")
    if settings.empathy.acknowledge_level > settings.empathy.handoff_level:
        wrong("empathy.acknowledge_level", settings.empathy.acknowledge_level,
              f"at most handoff_level ({settings.empathy.handoff_level})")  # fmt: skip
    prices = vars(settings.insights)
    if len({price.split()[-1] for price in prices.values()}) > 1:
        wrong("insights", ", ".join(prices.values()), "amounts in one currency")
    desk = settings.desk
    if desk.hours.given and desk.country != "none":
        problem = country_problem(desk.country)
        if problem:
            wrong("desk.country", desk.country, problem)
    smtp = settings.smtp
    if smtp.host is not None:
        if smtp.sender is None or not MAILBOX.fullmatch(smtp.sender):
            wrong("smtp.sender", smtp.sender, "the address that e-mails come from, such as"
                  " help@example.com")  # fmt: skip
        if (smtp.user is None) != (smtp.password is None):
            wrong("smtp.user", smtp.user, "a name with a password (smtp.password), or neither")
        if smtp.security == "none" and smtp.user is not None and smtp.host not in LOOPBACK:
            wrong("smtp.security", "none", "starttls or tls: a password is not sent in the open")
    hooks = settings.webhooks
    if hooks.url is not None:
        if hooks.secret is None or len(hooks.secret) < _SHORTEST_SECRET:
            mistakes.append(Mistake("webhooks.secret", "(hidden)", "32 random letters or more"))
        parts = urlsplit(hooks.url)
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            wrong("webhooks.url", hooks.url, "an address that starts with https://")
    if settings.demo:
        if settings.identity.algorithm != "HS256":
            wrong("identity.algorithm", settings.identity.algorithm, "HS256 in demo mode")
    else:
        if settings.connectors_file is None:
            wrong("connectors_file", None, "the file that describes your shop's systems, see"
                  " docs/connectors.md; or demo: true")  # fmt: skip
        _check_secrets(settings, mistakes)


def _check_secrets(settings: Settings, mistakes: list[Mistake]) -> None:
    needed = {"secrets.chat_token_key": settings.secrets.chat_token_key}
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
        elif len(value) < _SHORTEST_SECRET:
            mistakes.append(Mistake(key, "(hidden) a short text", "32 random letters or more"))
