"""What a process no longer needs goes back to the machine."""

from __future__ import annotations

import json
import platform
import subprocess
import sys

import pytest

PROGRAM = """
import json, threading
from bot import memory

shared = memory.share_heaps()

def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))

def fill(kept):
    rows = [bytes(5_000) for _ in range(5_000)]
    kept.append(rows[-1])  # the last one keeps the heap as high as it was

kept = []
threads = [threading.Thread(target=fill, args=(kept,)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
before = resident()
gave = memory.give_back()
print(json.dumps({"shared": shared, "gave": gave, "kb": before - resident()}))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what is freed")
def test_what_the_threads_of_a_process_freed_goes_back_to_the_machine() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True
    )
    told = json.loads(done.stdout)
    assert told["shared"] and told["gave"]
    assert told["kb"] > 10_000
