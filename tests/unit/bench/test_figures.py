"""The figures themselves: taken in turns, told honestly, kept in one form."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from bench import decisions, policy
from bench.figures import BEGIN, END, Figure, put_into_readme, read, renewed, table, write
from bench.turns import take_turns
from bot.authority.verdict import verdict


def figure(ratio: float | None = 21.0, goal: float | None = 20.0, *, ours: float = 100.0) -> Figure:
    peer = None if ratio is None else "a peer"
    return Figure("what", ours, 5.0, peer, ratio, "a second", 10, "a machine", (19.0, 22.0), goal)


def test_every_round_times_everybody_and_ratios_are_taken_per_round() -> None:
    moments = iter([0, 1, 1, 3, 3, 7, 7, 8])
    found = take_turns(
        {"ours": lambda: 8, "peer": lambda: 4}, 2, timer=lambda: float(next(moments))
    )
    assert found.rates == {"ours": (8.0, 8.0), "peer": (2.0, 1.0)}
    assert found.ratio("ours", "peer") == (6.0, (4.0, 8.0))
    assert found.done == 16


def test_a_missed_goal_is_told() -> None:
    assert "met" in table([figure(21.0)]) and "missed" not in table([figure(21.0)])
    assert "**missed**" in table([figure(19.9)])


def test_a_figure_without_a_peer_is_held_against_its_own_goal() -> None:
    slow = Figure("p99", 26.0, None, None, None, "ms", 10, "a machine", None, 25, at_most=True)
    assert slow.met is False
    assert figure(None, None).met is None


def test_results_have_the_keys_that_others_rely_on(tmp_path: Path) -> None:
    write([figure()], tmp_path / "results.json")
    found = json.loads((tmp_path / "results.json").read_text())
    keys = {"name", "ours", "peer", "peer_name", "ratio", "unit", "n", "machine"}
    assert keys <= set(found[0])


def test_a_part_that_is_measured_again_takes_the_place_of_its_own_figures_alone(
    tmp_path: Path,
) -> None:
    write([figure(21.0), figure(None, None)], tmp_path / "results.json")
    kept = read(tmp_path / "results.json")
    again, other = figure(30.0), replace(figure(), name="another")
    assert [(one.name, one.ratio) for one in renewed(kept, [again, other])] == [
        ("what", 30.0),
        ("what", None),
        ("another", 21.0),
    ]


def test_only_the_marked_block_of_the_readme_changes(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert put_into_readme([figure()], page)
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n")
    assert "old" not in text and "a peer" in text


def test_the_policy_of_the_benchmark_has_twelve_conditions_and_random_requests_meet_both_ends() -> (
    None
):
    limits = policy.limits()
    rules = limits.actions["refund_order"].rules
    assert tuple(rule.id for rule in rules) == policy.NAMES
    requests = policy.requests(2_000)
    allowed = decisions.outcomes(requests)
    assert 0.2 < sum(allowed) / len(allowed) < 0.8
    failed = {name for one in requests for name in verdict(limits, one.question()).failed}
    assert set(policy.NAMES) <= failed
