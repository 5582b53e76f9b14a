"""Many conversations at once: chosen by key, changed, undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kundig.conversations.macros.actions import make as make_macro
from kundig.conversations.models import Conversation, State
from kundig.core import caps
from kundig.staff.models import Agent
from tests import make
from tests.browser.conftest import SignIn


@pytest.fixture
def page(open_desk: SignIn, anna: Agent, conversation: Conversation) -> Page:
    """The list of all with four conversations."""
    for number in range(3):
        make.conversation(
            customer=conversation.customer, team=conversation.team, subject=f"Frage {number}"
        )
    return open_desk(anna, "/inbox/open/")


def test_rows_are_chosen_by_key_resolved_and_brought_back(page: Page) -> None:
    links = page.locator("#rows .row-head > a")
    expect(links).to_have_count(4)
    links.nth(0).focus()
    page.keyboard.press("x")
    links.nth(2).focus()
    page.keyboard.press("Shift+X")
    bar = page.get_by_role("group", name="Ausgewählte Gespräche")
    expect(bar).to_contain_text("3 ausgewählt")
    page.keyboard.press("e")
    notice = page.locator("#toasts")
    expect(notice).to_contain_text("3 Gespräche geändert")
    expect(links).to_have_count(1)
    expect(bar).to_be_hidden()
    assert Conversation.objects.filter(state=State.RESOLVED).count() == 3
    notice.get_by_role("button", name="Rückgängig").click()
    expect(notice).to_contain_text("3 Gespräche sind wie vorher")
    expect(links).to_have_count(4)


def test_a_menu_of_the_bar_acts_on_what_is_chosen(page: Page) -> None:
    page.get_by_role("button", name="Gespräche auswählen").click()
    for box in page.locator("#rows .row-select input").all()[:2]:
        box.check()
    page.keyboard.press("p")
    page.get_by_role("menuitem", name="Dringend").click()
    expect(page.locator("#toasts")).to_contain_text("2 Gespräche geändert")
    assert Conversation.objects.filter(priority=4).count() == 2


def test_a_macro_by_key_says_what_it_does_and_does_it(
    open_desk: SignIn, anna: Agent, conversation: Conversation
) -> None:
    steps = [{"do": "tag", "value": "eilt"}, {"do": "draft", "value": "{{greeting}}!"}]
    make_macro(by=anna.actor, title="Eilig", steps=steps)
    page = open_desk(anna, f"/inbox/open/{conversation.pk}/")
    page.keyboard.press("m")
    item = page.get_by_role("menuitem", name="Eilig")
    expect(item).to_contain_text("Schlagwort „eilt“ hinzufügen · In die Antwort einfügen:")
    item.click()
    expect(page.locator("#conversation-head")).to_contain_text("eilt")
    expect(page.locator("#stream")).to_contain_text("hat das Makro Eilig ausgeführt")
    # The editor takes the textarea's place where one types.
    expect(page.locator("#reply-form textarea[name=text]")).to_have_value("Guten Tag Kofi Mensah!")


def test_all_that_a_search_finds_is_changed_and_shown_anew(
    open_desk: SignIn, anna: Agent, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "SEARCH_ROWS", 2)
    for _number in range(3):
        make.conversation(
            customer=conversation.customer, team=conversation.team, subject="Kettenöl"
        )
    page = open_desk(anna, "/search/?q=Kettenöl&state=open")
    page.get_by_role("button", name="Gespräche auswählen").click()
    bar = page.get_by_role("group", name="Ausgewählte Gespräche")
    page.locator("#rows .row-select input").first.check()
    bar.locator("[data-select-all]").check()
    bar.get_by_role("button", name="Alle 3 gefundenen").click()
    page.keyboard.press("e")
    expect(page.locator("#toasts")).to_contain_text("3 Gespräche geändert")
    expect(page.locator("#results")).to_contain_text("Nichts gefunden")
    page.locator("#toasts").get_by_role("button", name="Rückgängig").click()
    expect(page.locator("#rows .row")).to_have_count(2)
