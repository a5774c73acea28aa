"""A reason that is said in passing is heard, in both languages, and a denied one is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa_ext.reasons import find


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I want a refund for O-20009, it's damaged", "damaged"),
        ("money back please, the zip broke on day one", "damaged"),
        ("ik wil geld terug voor O-20004, hij is kapot", "damaged"),
        ("de koffer is beschadigd aangekomen", "damaged"),
        ("er zit een scheur in, hij is stuk", "damaged"),
        ("great service again, O-20003 is full of scratches", "damaged"),
        ("geweldig weer hoor, O-20003 zit vol krassen", "damaged"),
        ("oh no it broke", "damaged"),
        ("de fles lekt en er zit een deuk in", "damaged"),
        ("I never received order O-20005, I want my money back", "not_received"),
        ("it hasn't arrived, refund me", "not_received"),
        ("ik heb mijn pakje nooit ontvangen en wil mijn geld terug", "not_received"),
        ("mijn bestelling is niet aangekomen", "not_received"),
        ("you sent the wrong size, I want my money back", "wrong_item"),
        ("dit is niet wat ik besteld heb, geld terug", "wrong_item"),
        ("ik kreeg het verkeerde artikel", "wrong_item"),
        ("I changed my mind, can I get a refund", "changed_mind"),
        ("ik heb me bedacht, geld terug graag", "changed_mind"),
        ("I'm not happy with it, money back please", "not_satisfied"),
        ("not really satisfied with the jacket", "not_satisfied"),
        ("de rugzak valt me tegen, kan ik mijn geld terug", "not_satisfied"),
        ("ik ben er niet tevreden mee", "not_satisfied"),
        ("ik ben niet zo blij met de koffer, mijn geld graag", "not_satisfied"),
        ("not happy with it, it came broken", "damaged"),
    ],
)
def test_a_reason_in_passing_is_heard(text: str, reason: str) -> None:
    found = find(text)

    assert found is not None
    assert found.value == reason


@pytest.mark.parametrize(
    "text",
    [
        "I am not happy with the service here",
        "ik ben niet blij met de bezorging",
        "niet tevreden, geld terug",
        "I want my money back",
        "ik wil mijn geld terug voor O-20004",
        "it is not damaged",
        "hij is niet kapot",
        "where is my order",
        "een stukje verder",
        "kapotjas",
        "no scratches at all, thanks",
        "geen krassen gelukkig",
    ],
)
def test_where_no_reason_is_given_none_is_heard(text: str) -> None:
    assert find(text) is None


@given(text=st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    found = find(text)

    assert found is None or text[found.start : found.end]
