"""Two people at one conversation: each sees that the other is there, and what they do."""

from __future__ import annotations

from playwright.sync_api import expect

from kundig.conversations.models import Conversation
from kundig.staff.models import Agent
from tests.browser.conftest import SignIn


def test_one_sees_who_looks_who_writes_and_who_has_gone(
    open_desk: SignIn, anna: Agent, clara: Agent, conversation: Conversation
) -> None:
    annas = open_desk(anna, f"/inbox/all/{conversation.pk}/")
    claras = open_desk(clara, f"/inbox/all/{conversation.pk}/")
    here = annas.locator("#presence")
    expect(here).to_contain_text(f"{clara.name} sieht sich das auch gerade an", timeout=5_000)
    expect(claras.locator("#presence")).to_contain_text(anna.name)
    claras.get_by_role("textbox", name="Antwort an den Kunden").fill("Guten Tag")
    expect(here).to_contain_text(f"{clara.name} schreibt eine Antwort")
    # So does the row of the list, in words for whoever does not see faces.
    row = annas.locator(f'#rows [data-key="{conversation.pk}"] .row-presence')
    expect(row).to_contain_text(f"{clara.name} schreibt eine Antwort")
    claras.goto("/settings/")
    expect(here.get_by_role("listitem")).to_have_count(0)
    expect(row).to_have_count(0)
