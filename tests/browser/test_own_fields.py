"""Categories and own fields in a browser: chosen by typing, asked for before resolving."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from kundig.conversations import actions
from kundig.conversations.models import Conversation, State
from kundig.core.actor import SYSTEM
from kundig.core.own_fields import FieldKind
from kundig.demo.sorting import draw_categories, draw_statuses, sort_by_tags
from kundig.staff.models import Agent
from tests.browser.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)

PRESSED_WHEN_DRAWN = """
() => {
  window.stayed = true;
  new MutationObserver((_changes, watching) => {
    watching.disconnect();
    document.querySelector("#conversation-head [data-shortcut=resolve]").click();
  }).observe(document.getElementById("conversation-head").parentElement, { childList: true });
}
"""


def test_what_is_required_is_asked_for_and_resolving_goes_on(
    open_desk: SignIn, conversation: Conversation, anna: Agent
) -> None:
    draw_categories(SYSTEM)
    draw_statuses(SYSTEM)
    sort_by_tags(conversation, ("eilt", "Garantie"), SYSTEM)
    grund = actions.make_field(
        by=SYSTEM, label="Grund", kind=FieldKind.CHOICE, choices=["defekt", "zu klein"]
    )
    actions.make_field(
        by=SYSTEM,
        label="Seriennummer",
        kind=FieldKind.TEXT,
        is_required=True,
        shown_with=grund,
        shown_for=["defekt"],
    )
    page = open_desk(anna, f"/conversations/{conversation.pk}/")
    page.get_by_role("button", name="Kategorie: Garantie").click()
    page.get_by_role("searchbox", name="Kategorie suchen").fill("widerruf")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Kategorie: Rückgabe")).to_be_visible()
    page.get_by_label("Grund").select_option("defekt")
    serial = page.locator("#own-fields").get_by_label("Seriennummer")
    expect(serial).to_be_visible()
    # At once, although the head is drawn anew with what has changed.
    page.keyboard.press("e")
    asked = page.locator("#conversation-head").get_by_label("Seriennummer")
    expect(asked).to_be_focused()
    asked.fill("24-0815")
    page.keyboard.press("Enter")
    expect(page.locator("#conversation-head [data-shortcut=status]")).to_contain_text("Gelöst")
    conversation.refresh_from_db()
    assert (conversation.state, conversation.fields["seriennummer"]) == (State.RESOLVED, "24-0815")


def test_what_is_asked_for_is_seen_though_the_head_is_drawn_anew_meanwhile(
    open_desk: SignIn, conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    actions.make_field(by=SYSTEM, label="Seriennummer", kind=FieldKind.TEXT, is_required=True)
    page = open_desk(anna, f"/conversations/{conversation.pk}/")
    held: list[Route] = []
    page.route("**/resolve/", lambda route: held.append(route))  # noqa: PLW0108  # Playwright takes no built-in function
    with page.expect_request("**/resolve/"):
        page.keyboard.press("e")
    with page.expect_response("**/stream/"):
        actions.note(conversation, by=clara.actor, text="Ich sehe mir das an.")
    expect(page.get_by_text("Ich sehe mir das an.")).to_be_visible()
    held[0].continue_()
    asked = page.locator("#conversation-head").get_by_label("Seriennummer")
    expect(asked).to_be_focused()


def test_a_form_that_has_just_come_is_never_sent_as_a_page(
    open_desk: SignIn, conversation: Conversation, anna: Agent
) -> None:
    page = open_desk(anna, f"/conversations/{conversation.pk}/")
    page.wait_for_load_state("networkidle")
    # Pressed in the very moment in which the new head stands on the page.
    page.evaluate(PRESSED_WHEN_DRAWN)
    page.keyboard.press("l")
    page.get_by_role("textbox", name="Schlagwort finden oder anlegen").fill("eilt")
    page.keyboard.press("Enter")
    expect(page.locator("#conversation-head [data-shortcut=status]")).to_contain_text("Gelöst")
    assert page.evaluate("window.stayed") is True
