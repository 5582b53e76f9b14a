"""Sending, and what comes after it: the next conversation, or putting this one away."""

from __future__ import annotations

from playwright.sync_api import expect

from kundig.conversations.models import Conversation, State
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.browser.conftest import SignIn


def test_send_and_next_then_send_and_snooze(
    open_desk: SignIn,
    anna: Agent,
    kofi: Customer,
    first_level: Team,
    conversation: Conversation,
) -> None:
    other = make.conversation(customer=kofi, team=first_level, subject="Deichsel klemmt")
    page = open_desk(anna, f"/inbox/all/{other.pk}/")
    answer = page.get_by_role("textbox", name="Antwort an den Kunden")
    answer.fill("Hallo, wir prüfen das.")
    page.get_by_role("button", name="Weitere Arten zu senden").click()
    page.get_by_role("menuitem", name="Senden und weiter").click()
    expect(page.locator("#main")).to_have_attribute("data-conversation", str(conversation.pk))
    expect(page.get_by_role("button", name="Rückgängig")).to_be_visible()
    answer.fill("Hallo, wir fragen nach.")
    page.get_by_role("button", name="Weitere Arten zu senden").click()
    page.get_by_role("menuitem", name="Morgen früh").first.click()
    expect(page.locator("#conversation-head")).to_contain_text("Zurückgestellt")
    conversation.refresh_from_db()
    assert conversation.state == State.SNOOZED


def test_by_key_a_tick_makes_a_choice_what_the_button_does(
    open_desk: SignIn, anna: Agent, conversation: Conversation
) -> None:
    page = open_desk(anna, f"/inbox/all/{conversation.pk}/")
    page.keyboard.press("r")
    answer = page.get_by_role("textbox", name="Antwort an den Kunden").first
    expect(answer).to_be_focused()
    page.keyboard.type("Gern.")
    page.keyboard.press("Control+.")
    expect(page.get_by_role("menuitem", name="Senden und lösen")).to_be_focused()
    tick = page.get_by_role("menuitemcheckbox", name="Das soll die Schaltfläche künftig tun")
    for _item in range(4):
        page.keyboard.press("ArrowDown")
    expect(tick).to_be_focused()
    page.keyboard.press("Enter")
    expect(tick).to_be_checked()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator("#conversation-head")).to_contain_text("Gelöst")
    main = page.locator("#reply-form").get_by_role("button", name="Senden und lösen", exact=True)
    expect(main).to_be_visible()
    anna.refresh_from_db()
    assert anna.usual_send == "resolve"
