"""What a browser fetches that has never been here: little, and what is needed later comes later."""

from __future__ import annotations

import pytest

from kundig.conversations.models import Conversation
from kundig.staff.models import Agent
from tests.browser.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)

# The page itself and all that it fetches.
MOST_BYTES = 150_000
# Bytes as they came over the wire, by address.
FETCHED = """
() => Object.fromEntries(
  [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .map((one) => [one.name, one.encodedBodySize]))
"""


def test_a_conversation_is_little_to_fetch(
    open_desk: SignIn, anna: Agent, conversation: Conversation
) -> None:
    page = open_desk(anna, f"/inbox/all/{conversation.pk}/")
    page.wait_for_load_state("networkidle")
    fetched: dict[str, int] = page.evaluate(FETCHED)
    assert any("/web/app." in address for address in fetched)
    assert not any("/web/editor." in address for address in fetched)
    assert sum(fetched.values()) < MOST_BYTES, fetched
