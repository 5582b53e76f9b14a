"""The palette: found by typing, done by Enter, on the desk and on the phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from kundig.conversations.models import Conversation, State
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make
from tests.browser.conftest import SignIn

# The editor takes the textarea's place while one types, and goes on where one is.
REPLY = "#reply-form :is(textarea, [role=textbox]):visible"


@pytest.fixture
def page(open_desk: SignIn, anna: Agent, conversation: Conversation) -> Page:
    """Kofi's conversation, opened by Anna."""
    return open_desk(anna, f"/inbox/open/{conversation.pk}/")


def _ask(page: Page, words: str) -> None:
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Alles finden und tun")
    expect(field).to_be_focused()
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.type(words)


def _chosen(page: Page) -> str:
    return page.locator("[role=option][aria-selected=true] .text").inner_text()


def test_a_verb_by_a_word_with_a_slip(page: Page, conversation: Conversation) -> None:
    _ask(page, "gleost")
    assert _chosen(page) == "Als gelöst markieren"
    page.keyboard.press("Enter")
    expect(page.locator("#conversation-head")).to_contain_text("Gelöst")
    conversation.refresh_from_db()
    assert conversation.state == State.RESOLVED


def test_a_second_step_back_and_a_new_tag(page: Page, conversation: Conversation) -> None:
    _ask(page, "zuweis")
    page.keyboard.press("Enter")
    field = page.get_by_role("combobox", name="Zuweisen")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Alles finden und tun")).to_have_value("")
    page.keyboard.type("tag")
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("Schlagwort")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Schlagwort")).to_be_focused()
    page.keyboard.type("Reklamation")
    expect(page.locator("#palette-make")).to_contain_text("Reklamation")
    page.keyboard.press("Enter")
    expect(page.locator("#conversation-head")).to_contain_text("Reklamation")


def test_writing_begins_by_the_palette(page: Page) -> None:
    _ask(page, "antwo")
    page.keyboard.press("Enter")
    expect(page.locator(REPLY)).to_be_focused()


def test_a_person_while_typing_and_what_was_chosen_before(page: Page, kofi: Customer) -> None:
    _ask(page, "mens")
    people = page.get_by_role("group", name="Personen")
    expect(people.get_by_role("option")).to_contain_text("Kofi")
    person = people.get_by_role("option")
    for _line in range(12):
        if person.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/customers/{kofi.pk}/"))
    page.keyboard.press("Control+k")
    recently = page.get_by_role("group", name="Zuletzt")
    expect(recently.get_by_role("option")).to_contain_text("Kofi")


def test_on_a_phone(open_desk: SignIn, anna: Agent) -> None:
    make.saved_view(owner=anna, name="Pumpen am Freitag")
    page = open_desk(anna, "/inbox/open/", width=390, height=800)
    page.get_by_role("button", name="Alles finden und tun").click()
    page.get_by_role("combobox").fill("pumpen")
    page.get_by_role("option", name="Pumpen am Freitag").click()
    expect(page.get_by_role("heading", name="Pumpen am Freitag")).to_be_visible()


def test_own_keys_are_taken_down_and_count_at_once(
    open_desk: SignIn, anna: Agent, conversation: Conversation
) -> None:
    page = open_desk(anna, "/settings/keyboard/")
    for name, pressed in {"reply": "u", "forward": "q", "tag": "Control+Shift+L"}.items():
        page.locator(f"#id_{name}").focus()
        page.keyboard.press(pressed)
    expect(page.locator("#id_tag")).to_have_value("Strg+Shift+l")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("#toasts, .toast").first).to_contain_text("Ihre Tasten sind gespeichert")
    page.goto(f"/inbox/open/{conversation.pk}/")
    page.get_by_role("button", name="Mehr", exact=True).click()
    expect(page.get_by_role("menuitem", name="Weiterleiten").locator("kbd")).to_have_text("Q")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator(REPLY)).to_be_focused()
