"""Categories and own fields in a browser: chosen by typing, asked for before resolving."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kundig.conversations import actions
from kundig.conversations.models import Conversation, State
from kundig.core.actor import SYSTEM
from kundig.core.own_fields import FieldKind
from kundig.demo.sorting import draw_categories, sort_by_tags
from kundig.staff.models import Agent
from tests.browser.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)

# Ends when nothing has changed on the page for half a second.
AT_REST = """
() => new Promise((resolve) => {
  let timer = setTimeout(resolve, 500);
  const watch = () => { clearTimeout(timer); timer = setTimeout(resolve, 500); };
  new MutationObserver(watch).observe(document, { subtree: true, childList: true, attributes: true });
})
"""


def test_what_is_required_is_asked_for_and_resolving_goes_on(
    open_desk: SignIn, conversation: Conversation, anna: Agent
) -> None:
    draw_categories(SYSTEM)
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
    # The head is drawn anew with what has changed; a key that falls into that moment sends its form as a page.
    page.evaluate(AT_REST)
    page.keyboard.press("e")
    asked = page.locator("#conversation-head").get_by_label("Seriennummer")
    expect(asked).to_be_focused()
    asked.fill("24-0815")
    page.keyboard.press("Enter")
    expect(page.locator("[data-shortcut=status]")).to_contain_text("Gelöst")
    conversation.refresh_from_db()
    assert (conversation.state, conversation.fields["seriennummer"]) == (State.RESOLVED, "24-0815")
