"""Asking ahead: one statement for many keys, and no other answers than without it."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from django.db import transaction

from kundig.core.ahead import Question, asking_ahead

pytestmark = pytest.mark.django_db(transaction=True)


class _Squares:
    """Knows the squares of small numbers, and how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def __call__(self, keys: Collection[int]) -> dict[int, int]:
        """Return the squares of those below ten."""
        self.asked.append(sorted(keys))
        return {key: key * key for key in keys if key < 10}


def test_what_was_asked_ahead_is_not_asked_again() -> None:
    squares = _Squares()
    square: Question[int, int] = Question(squares)
    with asking_ahead():
        square.ask([2, 3, 11])
        assert [square(2), square(3), square(11)] == [4, 9, None]
        assert squares.asked == [[2, 3, 11]]
        assert square(4) == 16
        assert square(4) == 16
    assert squares.asked == [[2, 3, 11], [4], [4]]
    assert square(2) == 4
    assert squares.asked[-1] == [2]


def test_outside_of_a_block_nothing_is_asked_ahead() -> None:
    squares = _Squares()
    square: Question[int, int] = Question(squares)
    square.ask([2])
    assert squares.asked == []


def test_a_change_is_remembered_once_it_is_committed() -> None:
    square: Question[int, int] = Question(_Squares())
    with asking_ahead():
        square.ask([11])
        with transaction.atomic():
            square.tell(11, 121)
            transaction.set_rollback(True)
        assert square(11) is None
        with transaction.atomic():
            square.tell(11, 121)
            assert square(11) is None
        assert square(11) == 121
