"""The search page: its filters come when they are opened, and narrow what is found at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kundig.conversations.models import Conversation
from kundig.staff.models import Agent
from tests.browser.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)


def test_filters_come_when_they_are_opened(
    open_desk: SignIn, anna: Agent, conversation: Conversation
) -> None:
    page = open_desk(anna, f"/search/?q={conversation.pk}")
    results = page.locator("#results .row")
    expect(results).to_have_count(1)
    states = page.get_by_role("combobox", name="Jeder Status")
    expect(states).to_have_count(0)
    page.locator(".search-filters summary").click()
    states.select_option("resolved")
    expect(page.locator("#results .chip.accent")).to_contain_text("Gelöst")
    expect(page).to_have_url(f"{page.url.split('?')[0]}?q={conversation.pk}&state=resolved")
    expect(states).to_have_value("resolved")
