"""Snippets while writing: found by a word, put in by key, heard by a screen reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kundig.conversations.models import Conversation
from kundig.conversations.snippets import actions
from kundig.conversations.snippets.models import Snippet
from kundig.staff.models import Agent
from tests.browser.conftest import SignIn


@pytest.fixture
def page(open_desk: SignIn, anna: Agent, conversation: Conversation) -> Page:
    """Kofi's conversation, opened by Anna, who has two snippets."""
    thanks = "{{greeting}},\n\nvielen Dank.\n{{agent.name}}"
    actions.make(by=anna.actor, title="Dank", shortcut="danke", texts={"de": thanks})
    actions.make(by=anna.actor, title="Datum", shortcut="datum", texts={"de": "Bis {{date+3}}."})
    return open_desk(anna, f"/inbox/open/{conversation.pk}/")


def test_a_snippet_is_found_and_put_in_by_key(page: Page, anna: Agent) -> None:
    page.keyboard.press("r")
    text = page.locator("#reply-form :is(textarea, [role=textbox]):visible")
    expect(text).to_be_focused()
    page.keyboard.type("und/oder /da")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_count(2)
    page.keyboard.type("n")
    expect(options).to_have_count(1)
    expect(options).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_have_count(0)
    written = page.locator("#reply-form textarea")
    expect(written).to_have_value(f"und/oder Guten Tag Kofi Mensah,\n\nvielen Dank.\n{anna.name}")
    page.keyboard.type(" /da")
    expect(options).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(text).to_be_focused()
    expect(page.locator(".composer .saved")).not_to_be_empty()
    assert Snippet.objects.get(shortcut="danke").use_count == 1
