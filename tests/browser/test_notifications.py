"""The bell in a real browser, and Kundig as an installed app: what it keeps, and what it says without a connection."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kundig.conversations import actions as conversations
from kundig.conversations.models import Conversation
from kundig.notifications.follow import follow
from kundig.notifications.models import Place
from kundig.staff.models import Agent
from tests import make
from tests.browser.conftest import SignIn
from tests.settled import wait_until_settled

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_bell_counts_live_and_forgets_what_is_opened(
    open_desk: SignIn, conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    Place.objects.create(pk=1, read_tx=0, read_id=0)
    page = open_desk(anna, "/inbox/all/")
    bell = page.get_by_role("link", name=re.compile("^Benachrichtigungen"))
    expect(bell).to_have_accessible_name("Benachrichtigungen")
    conversations.assign(conversation, by=clara.actor, agent=anna)
    wait_until_settled()
    while follow():
        pass
    expect(bell).to_have_accessible_name("Benachrichtigungen, 1 ungelesen")
    expect(page).to_have_title(re.compile("^•1 "))
    page.locator("#rows .row-head > a").first.click()
    expect(bell).to_have_accessible_name("Benachrichtigungen")
    expect(page).not_to_have_title(re.compile("^•"))


def test_the_page_of_notifications_leads_to_the_message(
    open_desk: SignIn, conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    Place.objects.create(pk=1, read_tx=0, read_id=0)
    conversations.assign(conversation, by=clara.actor, agent=anna)
    make.inbound(customer=conversation.customer, conversation=conversation)
    wait_until_settled()
    follow()
    page = open_desk(anna, "/notifications/", width=390, height=800)
    page.get_by_role("button", name=conversation.subject).click()
    page.wait_for_url(re.compile(r"/inbox/all/\d+/#message-\d+"))


def test_without_a_connection_the_page_says_so(open_desk: SignIn, anna: Agent) -> None:
    page = open_desk(anna, "/settings/profile/", service_workers="allow")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    page.reload()
    page.context.set_offline(True)
    page.goto("/inbox/all/")
    expect(page.get_by_role("heading", name="Keine Verbindung")).to_be_visible()
    # It looks like one of ours: its style sheet is kept as well.
    assert page.evaluate("() => getComputedStyle(document.body).fontFamily").startswith('"Hanken')
    kept = page.evaluate(
        "async () => (await (await caches.open('kundig-files')).keys()).map((one) => new URL(one.url).pathname)"
    )
    assert {path for path in kept if not path.startswith("/static/")} == {"/offline/"}
    page.context.set_offline(False)
    page.get_by_role("link", name="Erneut versuchen").click()
    expect(page.get_by_role("heading", name="Alle")).to_be_visible()
