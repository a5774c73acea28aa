"""The demo's secrets: made once, kept in files that only their owner reads."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from pathlib import Path

from bot.settings.keys import Secrets, Settings
from bot.settings.reader import names_of


def with_demo_secrets(settings: Settings) -> Settings:
    folder = settings.data_dir / "secrets"
    made = {
        name: getattr(settings.secrets, name) or _kept_secret(folder / name)
        for name in names_of(Secrets)
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
