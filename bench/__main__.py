"""Figures side by side: `make bench`, `make bench-full`, or ARGS="--only decisions"."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench import corpora, default_rasa
from bench.figures import RESULTS, Figure, put_into_readme, read, renewed, table, write
from bench.registry import BENCHMARKS


def main(given: Sequence[str] | None = None) -> int:
    """Measure, keep the figures, print the table. A missed goal is told, not an error."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="at full size")
    parser.add_argument("--only", nargs="+", choices=[one.name for one in BENCHMARKS])
    parser.add_argument("--keep", action="store_true", help="keep the figures of these parts")
    parser.add_argument("--data", metavar="FOLDER", help="where public sets of messages lie")
    parser.add_argument(
        "--kept", action="store_true", help="of the default pipeline only what it learned before"
    )
    parser.add_argument("--readme", action="store_true", help="renew the table in README.md")
    asked = parser.parse_args(given)
    if asked.data:
        os.environ[corpora.FOLDER] = str(Path(asked.data).resolve())
    if asked.kept:
        os.environ[default_rasa.ONLY_KEPT] = "1"
    chosen = [one for one in BENCHMARKS if not asked.only or one.name in asked.only]
    found: list[Figure] = []
    began = time.monotonic()
    for place, one in enumerate(chosen, 1):
        print(f"[{place}/{len(chosen)}] {one.name}", flush=True)

        def progress(text: str) -> None:
            print(f"      {time.monotonic() - began:5.0f} s  {text}", flush=True)

        found += one.run(asked.full, progress)
    if not asked.only or asked.keep:
        kept = renewed(read(), found) if asked.only else found
        write(kept)
        print(f"written to {RESULTS.name}")
        if asked.readme:
            put_into_readme(kept)
    print(table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
