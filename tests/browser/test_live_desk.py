"""Two people at the desk: what one does, the other sees without reloading."""

from __future__ import annotations

from django.db import connection
from playwright.sync_api import expect

from kundig.conversations import actions
from kundig.conversations.models import Conversation
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.browser.conftest import SignIn


def test_a_new_mail_appears_without_reload(
    open_desk: SignIn, anna: Agent, kofi: Customer, first_level: Team
) -> None:
    page = open_desk(anna, "/inbox/open/")
    page.wait_for_load_state("networkidle")
    make.conversation(customer=kofi, team=first_level, subject="Deichsel klemmt")
    expect(page.get_by_text("Deichsel klemmt").first).to_be_visible(timeout=3_000)


def test_two_agents_see_each_others_changes(
    open_desk: SignIn, anna: Agent, clara: Agent, conversation: Conversation
) -> None:
    page = open_desk(anna, f"/inbox/open/{conversation.pk}/")
    expect(page.get_by_text(conversation.subject).first).to_be_visible()
    actions.note(conversation, by=clara.actor, text="Ich habe beim Lager gefragt.")
    expect(page.get_by_text("Ich habe beim Lager gefragt.")).to_be_visible(timeout=3_000)
    connection.close()
