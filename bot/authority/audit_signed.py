"""A checkpoint as one signed line of a file: made, read back, and every line of a file checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from bot.authority.audit_chain import START, Mark
from bot.authority.canonical import dumps

STREAM = "authority"
LINES, PUBLIC = "checkpoints.jsonl", "checkpoints.pub"
_PURPOSE = b"samenspel audit checkpoints\n"


class BadCheckpoint(Exception):
    """A line of the file is not what was once signed; says which and why."""


def signing_key(secret: str) -> Ed25519PrivateKey:
    """The key of a secret. It is used for nothing else, so the secret may be shared."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(_PURPOSE + secret.encode()).digest())


def public_pem(key: Ed25519PrivateKey) -> str:
    """What an auditor needs to check the signatures."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_public(path: Path) -> Ed25519PublicKey:
    """A public key from its file. ValueError when it is something else."""
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{path} holds another kind of key")
    return key


def line_of(mark: Mark, previous: str, key: Ed25519PrivateKey) -> str:
    """One checkpoint, with the hash of the line before it, signed."""
    said = {
        "stream": STREAM,
        "count": mark.count,
        "head": mark.head,
        "at": mark.at.astimezone(timezone.utc).isoformat(),
        "prev": previous,
    }
    return dumps({**said, "signature": key.sign(dumps(said).encode()).hex()})


def hash_of(line: str) -> str:
    """What the next line holds of this one."""
    return hashlib.sha256(line.encode("utf-8", "surrogateescape")).hexdigest()


def mark_of(line: str) -> Mark:
    """What a line says, without its signature. BadCheckpoint when it says nothing."""
    try:
        said = json.loads(line)
        return Mark(int(said["count"]), str(said["head"]), datetime.fromisoformat(said["at"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BadCheckpoint("it cannot be read") from error


def lines_of(text: str) -> list[str]:
    """The lines of a file. BadCheckpoint when the last one is unfinished."""
    lines = text.split("\n")
    if lines.pop():
        raise BadCheckpoint(
            f"checkpoint {len(lines) + 1} is unfinished: a crash while it was written, or an edit"
        )
    return lines


def checked(lines: Sequence[str], key: Ed25519PublicKey) -> tuple[Mark, ...]:
    """Every checkpoint of a file: signed by this key, in order, none left out in between."""
    marks: list[Mark] = []
    previous = START
    for number, line in enumerate(lines, start=1):
        try:
            mark = _checked(line, previous, key)
            if marks and (mark.count <= marks[-1].count or mark.at < marks[-1].at):
                raise BadCheckpoint("it goes back")
        except BadCheckpoint as error:
            raise BadCheckpoint(f"checkpoint {number} was changed: {error}") from error
        marks.append(mark)
        previous = hash_of(line)
    return tuple(marks)


def _checked(line: str, previous: str, key: Ed25519PublicKey) -> Mark:
    mark = mark_of(line)
    said = json.loads(line)
    signature = said.pop("signature", None)
    if not isinstance(signature, str) or dumps({**said, "signature": signature}) != line:
        raise BadCheckpoint("it is not spelled as it was written")
    if said.get("stream") != STREAM or said.get("prev") != previous:
        raise BadCheckpoint("it does not follow the line before it")
    try:
        raw = bytes.fromhex(signature)
        if raw.hex() != signature:
            raise BadCheckpoint("it is not spelled as it was written")
        key.verify(raw, dumps(said).encode("utf-8", "surrogateescape"))
    except (ValueError, InvalidSignature) as error:
        raise BadCheckpoint("its signature is not by this key") from error
    return mark
