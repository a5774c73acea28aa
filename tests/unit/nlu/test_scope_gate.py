"""The out-of-scope gate on a small bot: keeps its own messages and turns strangers away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.rasa_ext.intent import Understanding, learn

ORDER = [
    "where is my order", "when does my parcel come", "track my package", "has it been shipped",
    "waar is mijn bestelling", "wanneer komt mijn pakje", "volg mijn pakket", "is het verstuurd",
    "my delivery is late", "mijn levering is te laat",
]  # fmt: skip
REFUND = [
    "I want my money back", "refund please", "how do I return this", "can I send it back",
    "ik wil mijn geld terug", "terugbetaling graag", "hoe retourneer ik dit", "mag het terug",
    "pay me back", "betaal mij terug",
]  # fmt: skip
STRANGE = [
    "who won the match", "how do I cook rice", "what is the capital of Peru", "play some music",
    "wie won de match", "hoe kook ik rijst", "wat is de hoofdstad van Peru", "speel muziek",
    "my cat is ill", "mijn kat is ziek",
]  # fmt: skip


def model(rejected: float = 0.05) -> Understanding:
    labels = ["order"] * len(ORDER) + ["refund"] * len(REFUND)
    return learn(
        ORDER + REFUND, labels, STRANGE, strength=30.0, letters_weight=1.0, rejected=rejected
    )


def inside(learned: Understanding, texts: list[str]) -> list[bool]:
    return learned.read(texts)[1]


def test_its_own_messages_are_let_in() -> None:
    assert np.mean(inside(model(), ORDER + REFUND)) >= 0.9


def test_new_words_for_the_same_are_let_in_and_other_matters_are_not() -> None:
    learned = model()
    assert inside(learned, ["where is my package now", "I would like a refund"]) == [True, True]
    assert not any(inside(learned, ["how tall is the Eiffel tower", "speel een liedje van Bach"]))


def test_a_stricter_gate_lets_in_nothing_that_a_milder_one_rejects() -> None:
    texts = [*STRANGE, "my parcel", "money", "hello there", "geld", "package music"]
    strict, mild = inside(model(0.3), texts), inside(model(0.02), texts)
    assert all(not a or b for a, b in zip(strict, mild, strict=True))


def test_what_is_let_in_after_a_short_look_is_let_in_after_a_long_one() -> None:
    learned = model()
    texts = [*ORDER, *REFUND, *STRANGE, "my parcel", "money", "hello there", "geld", "a package"]
    assert learned.gate is not None and learned.gate.trusts_nearness
    long = learned.scope(texts) >= learned.gate.threshold
    assert inside(learned, texts) == long.tolist()


def test_a_gate_that_distrusts_what_lies_near_looks_at_everything() -> None:
    learned = model()
    assert learned.gate is not None
    weights = learned.gate.weights * np.array([1, 1, 1, -1], dtype=np.float32)
    learned.gate = replace(learned.gate, weights=weights)
    texts = [*ORDER, *STRANGE]
    long = learned.scope(texts) >= learned.gate.threshold
    assert inside(learned, texts) == long.tolist()


def test_without_strangers_there_is_no_gate_and_everything_is_let_in() -> None:
    labels = ["order"] * len(ORDER) + ["refund"] * len(REFUND)
    learned = learn(ORDER + REFUND, labels, [], strength=30.0, letters_weight=1.0, rejected=0.05)
    assert inside(learned, ["how do I cook rice"]) == [True]


def test_what_was_stored_decides_as_what_was_learned(tmp_path: Path) -> None:
    learned = model()
    learned.save(tmp_path / "model.npz")
    texts = [*ORDER, *STRANGE, "refund my parcel"]
    assert inside(Understanding.load(tmp_path / "model.npz"), texts) == inside(learned, texts)


def test_what_is_not_understood_is_read_once_more_in_usual_words() -> None:
    labels = ["order"] * len(ORDER) + ["refund"] * len(REFUND)
    learned = learn(
        [*ORDER, *REFUND],
        labels,
        STRANGE,
        variants={"nl": {"centen": "geld", "weerom": "terug"}},
        strength=30.0,
        letters_weight=1.0,
        rejected=0.2,
    )
    pairs = [("whr is my parcl", "whr is my parcel"), ("centen weerom", "geld terug")]
    for one, other in pairs:
        read, inside = learned.read([one, other])
        assert inside == [True, True]
        assert np.allclose(read[0], read[1])
    assert learned.read(["pakske met kaas"])[1] == [False]
