"""Who may decide a request that waits, and why not."""

from __future__ import annotations

import pytest

from bot.authority.agreement import Hindrance, hindrance


@pytest.mark.parametrize(
    ("person", "role", "expected"),
    [
        ("femke", "approver", None),
        ("maria", "agent", Hindrance.ROLE),
        ("noor", "approver", Hindrance.OWN),
        ("omar", "admin", Hindrance.AUTHOR),
        ("omar", "operator", Hindrance.ROLE),
    ],
)
def test_the_first_thing_that_keeps_somebody_from_deciding_is_named(
    person: str, role: str, expected: Hindrance | None
) -> None:
    found = hindrance(
        ("approver", "admin"), requested_by="noor", author="omar", person=person, role=role
    )
    assert found is expected
