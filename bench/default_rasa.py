"""The peer: the pipeline that `rasa init` gives, DIET and all, in an environment with TensorFlow.

Training takes a quarter of an hour and more, so what it said is kept in `bench/out`, named after
everything that went in. `python -m bench.default_rasa ASKED TOLD` is the process over there.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.figures import ROOT
from bench.stock import Answers, Heard
from bench.stock import train as trained
from bench.tensorflow import PYTHON, QUIET

NAME = "default of `rasa init` (DIET)"
MISSING = f"{NAME} needs TensorFlow, which is not here: `make tensorflow-env` gets it (2.8 GB)"
FOLDER = ROOT / "bench" / "out" / "default_rasa"
LIMITS = {"TF_INTER_OP_PARALLELISM_THREADS": "1", "TF_INTRA_OP_PARALLELISM_THREADS": "2"}
SEED = 1
# Set: nothing is trained, only what an earlier run kept is shown.
ONLY_KEPT = "SAMENSPEL_BENCH_KEPT"
# As Rasa's own `default_config.yml` has it; only the seeds are ours.
PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {
        "name": "DIETClassifier",
        "epochs": 100,
        "constrain_similarities": True,
        "random_seed": SEED,
    },
    {"name": "EntitySynonymMapper"},
    {
        "name": "ResponseSelector",
        "epochs": 100,
        "constrain_similarities": True,
        "random_seed": SEED,
    },
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
]


def available() -> bool:
    """Whether the environment is there."""
    return PYTHON.exists()


def asked(pairs: Sequence[tuple[str, str]], texts: Sequence[str]) -> str:
    """The task for the process over there."""
    task = {"pipeline": PIPELINE, "train": [list(pair) for pair in pairs], "texts": list(texts)}
    return json.dumps(task, ensure_ascii=False, indent=0)


def told(
    pairs: Sequence[tuple[str, str]],
    texts: Sequence[str],
    progress: Callable[[str], None],
    *,
    train: bool = True,
    folder: Path = FOLDER,
) -> Answers | None:
    """What it learns from the pairs and says about the texts; kept from an earlier run if the
    same was asked. None where it cannot be trained, or with `train` off was not yet.
    """
    task = asked(pairs, texts)
    path = folder / f"{hashlib.sha256(task.encode()).hexdigest()[:16]}.json"
    if not path.exists():
        if not available():
            progress(f"LEFT OUT: {MISSING}")
            return None
        if not train or os.environ.get(ONLY_KEPT):
            progress(f"LEFT OUT: {NAME} was not trained on this yet, see make bench-full")
            return None
        progress(f"training {NAME} on {len(pairs):,} messages; that takes a while")
        folder.mkdir(parents=True, exist_ok=True)
        question = path.with_suffix(".asked")
        question.write_text(task, encoding="utf-8")
        _over_there(question, path)
        question.unlink()
    content = json.loads(path.read_text(encoding="utf-8"))
    heard = [Heard(**one) for one in content["heard"]]
    return Answers(content["seconds"], dict(zip(texts, heard, strict=True)))


def _over_there(question: Path, answer: Path) -> None:
    environment = {**os.environ, **QUIET, **LIMITS, "RASA_TELEMETRY_ENABLED": "false"}
    command = [str(PYTHON), "-m", "bench.default_rasa", str(question), str(answer)]
    log = answer.with_suffix(".log")
    with log.open("wb") as sink:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=sink, stderr=sink, check=False
        )
    if done.returncode:
        raise RuntimeError(f"{NAME} was not trained: {log.read_text(errors='replace')[-2000:]}")


def main(question: Path, answer: Path) -> None:
    """Over there: train, judge, and put the answer in its place in one piece."""
    task = json.loads(question.read_text(encoding="utf-8"))
    model = trained([(text, label) for text, label in task["train"]], task["pipeline"])
    heard = [asdict(one) for one in model.heard(task["texts"])]
    half = answer.with_suffix(".half")
    half.write_text(json.dumps({"seconds": model.seconds, "heard": heard}), encoding="utf-8")
    half.replace(answer)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
