"""Parts drawn once: each page gets its own number and its own proof, and the reader's language."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

TEMPLATE = '{% part "conversations/head/priority.html" number can_work=True priority=priority %}'


def _draw(number: int, token: str, priority: int = 2, language: str = "de") -> str:
    context = Context({"number": number, "csrf_token": token, "priority": priority})
    with translation.override(language):
        return Template(TEMPLATE).render(context)


def test_each_page_gets_its_own_number_and_proof() -> None:
    first, second = _draw(7, "one"), _draw(8, "two")
    assert "/conversations/7/" in first
    assert "/conversations/7/" not in second
    assert 'value="one"' in first
    assert 'value="one"' not in second
    assert second.count("/conversations/8/") == first.count("/conversations/7/")


@pytest.mark.parametrize(("priority", "words"), [(1, "Niedrig"), (4, "Dringend")])
def test_what_it_shows_is_drawn_for_each_fact(priority: int, words: str) -> None:
    assert words in _draw(7, "one", priority).partition("</button>")[0]


def test_it_speaks_the_readers_language() -> None:
    assert "Priority" in _draw(7, "one", language="en")
    assert "Priorität" in _draw(7, "one", language="de")
    assert "Priority" not in _draw(7, "one", language="de")
