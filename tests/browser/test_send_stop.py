"""Before an answer goes out: what the check says, and what arrived meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kundig.conversations.models import Conversation, Direction, Message
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make
from tests.browser.conftest import SignIn

WRITTEN = "#reply-form :is(textarea, [contenteditable=true]):visible"


@pytest.fixture
def page(open_desk: SignIn, anna: Agent, conversation: Conversation) -> Page:
    """Kofi's conversation, opened by Anna, who begins to answer."""
    page = open_desk(anna, f"/inbox/open/{conversation.pk}/")
    page.keyboard.press("r")
    expect(page.locator(WRITTEN)).to_be_focused()
    return page


def _sent() -> int:
    return Message.objects.filter(direction=Direction.OUTBOUND).count()


def test_a_forgotten_file_is_pointed_out_and_the_answer_goes_all_the_same(page: Page) -> None:
    page.keyboard.type("Anbei finden Sie die Rechnung.")
    page.keyboard.press("Control+Enter")
    stop = page.get_by_role("group", name="Vor dem Senden")
    expect(stop).to_contain_text("keine Datei angehängt")
    assert _sent() == 0
    stop.get_by_role("button", name="Ausblenden").click()
    expect(stop).to_have_count(0)
    expect(page.locator(WRITTEN)).to_be_focused()
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("#stream")).to_contain_text("Anbei finden Sie")
    assert _sent() == 1


def test_what_a_hint_is_about_is_shown_in_the_editor(page: Page) -> None:
    page.keyboard.type("Guten Tag {{name}}, wir prüfen das.")
    page.keyboard.press("Control+Enter")
    stop = page.get_by_role("group", name="Vor dem Senden")
    stop.get_by_role("button", name="Zeigen").first.press("Enter")
    expect(page.locator(WRITTEN)).to_be_focused()
    assert page.evaluate("String(getSelection())") == "{{name}}"


def test_what_arrives_is_counted_and_stops_the_answer(
    page: Page, conversation: Conversation, kofi: Customer
) -> None:
    page.keyboard.type("Wir prüfen das.")
    make.inbound(customer=kofi, conversation=conversation, text="Hat sich erledigt!")
    expect(page.get_by_role("button", name="1 neue Nachricht")).to_be_visible()
    expect(page.locator(WRITTEN)).to_be_focused()
    other = make.inbound(customer=kofi, text="Und noch eine andere Frage.").conversation
    elsewhere = page.get_by_role("link", name="1 neu in")
    expect(elsewhere).to_have_attribute("href", f"/conversations/{other.pk}/", timeout=8_000)
    expect(page.locator(WRITTEN)).to_be_focused()
    page.keyboard.press("Control+Enter")
    stop = page.get_by_role("group", name="Nicht gesendet")
    expect(stop).to_contain_text("Hat sich erledigt!")
    expect(stop).to_contain_text("Und noch eine andere Frage.")
    assert _sent() == 0
    expect(stop.get_by_role("button", name="Zurück zum Text")).to_be_focused()
    stop.get_by_role("button", name="Trotzdem senden").click()
    expect(page.locator("#stream")).to_contain_text("Wir prüfen das.")
    assert _sent() == 1


def test_what_was_there_to_read_stops_nothing(
    page: Page, conversation: Conversation, kofi: Customer
) -> None:
    make.inbound(customer=kofi, conversation=conversation, text="Noch etwas.")
    expect(page.locator("#stream")).to_contain_text("Noch etwas.")
    page.keyboard.type("Gern.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#stream")).to_contain_text("Gern.")
