"""Buckets: what was harmless is given back, and never more than fits in."""

from __future__ import annotations

from kundig.core import limits


def test_what_is_given_back_can_be_spent_again(db: None) -> None:
    def spend() -> bool:
        return limits.allow("k", size=2, per_seconds=3600)

    assert [spend(), spend(), spend()] == [True, True, False]
    limits.give_back("k", size=2)
    assert [spend(), spend()] == [True, False]
    limits.give_back("k", size=2, cost=50)
    assert [spend(), spend(), spend()] == [True, True, False]
    limits.give_back("unknown", size=2)
