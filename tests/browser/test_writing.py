"""Writing at the desk: nothing typed is lost, everything can be done by key, sending can be taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from kundig.conversations import actions
from kundig.conversations.models import Channel, Conversation, Draft, Message, StartDraft, State
from kundig.core.actor import SYSTEM
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.browser.conftest import SignIn


@pytest.fixture
def page(open_desk: SignIn, anna: Agent, conversation: Conversation) -> Page:
    """Kofi's conversation, opened by Anna."""
    return open_desk(anna, f"/inbox/open/{conversation.pk}/")


def _write(page: Page, kind: str, text: str) -> None:
    page.keyboard.press({"reply": "r", "note": "n"}[kind])
    # The editor takes the textarea's place while one types, and goes on where one is.
    expect(page.locator(f"#{kind}-form :is(textarea, [role=textbox]):visible")).to_be_focused()
    page.keyboard.type(text)


def test_a_draft_is_kept_and_comes_back(page: Page) -> None:
    _write(page, "reply", "Guten Tag @ {}")
    expect(page.locator(".composer .saved")).not_to_be_empty()
    assert Draft.objects.get().text == "Guten Tag @ {}"
    page.reload()
    expect(page.locator("#reply-form textarea")).to_have_value("Guten Tag @ {}")


def test_without_a_connection_the_browser_keeps_the_draft(page: Page) -> None:
    page.context.set_offline(True)
    _write(page, "reply", "Im Funkloch")
    expect(page.locator(".composer .saved")).not_to_be_empty()
    page.context.set_offline(False)
    assert not Draft.objects.exists()
    page.reload()
    expect(page.locator("#reply-form textarea")).to_have_value("Im Funkloch")


def test_sending_by_key_and_taking_it_back(page: Page) -> None:
    _write(page, "reply", "Zu schnell")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-form textarea")).to_have_value("")
    expect(page.locator("#stream")).to_contain_text("Zu schnell")
    page.locator("#toasts form button").click()
    expect(page.locator("#reply-form textarea")).to_have_value("Zu schnell")
    expect(page.locator("#stream .letter")).to_have_count(1)
    assert Message.objects.latest("pk").withdrawn_at is not None


def test_after_sending_one_goes_on_writing(page: Page, conversation: Conversation) -> None:
    _write(page, "note", "Noch nicht fertig")
    page.keyboard.press("Escape")
    _write(page, "reply", "Erstens")
    expect(page.locator(".composer .saved")).not_to_be_empty()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-form textarea")).to_have_value("")
    expect(page.locator(".composer .saved")).to_be_empty()
    expect(page.locator("#note-form textarea")).to_have_value("Noch nicht fertig")
    _write(page, "reply", "Zweitens")
    expect(page.locator(".composer .saved")).not_to_be_empty()
    drafts = Draft.objects.filter(conversation=conversation)
    assert set(drafts.values_list("text", flat=True)) == {"Noch nicht fertig", "Zweitens"}
    page.keyboard.press("Control+Enter")
    expect(page.locator("#stream")).to_contain_text("Zweitens")
    expect(page.locator("#reply-form textarea")).to_have_value("")
    page.reload()
    expect(page.locator("#reply-form textarea")).to_have_value("")
    expect(page.locator("#note-form textarea")).to_have_value("Noch nicht fertig")


def test_a_late_form_leaves_the_next_conversation_alone(
    open_desk: SignIn, kofi: Customer, first_level: Team, anna: Agent
) -> None:
    first = make.conversation(customer=kofi, team=first_level, subject="Erste Sache")
    second = make.conversation(customer=kofi, team=first_level, subject="Zweite Sache")
    page = open_desk(anna, f"/inbox/open/{first.pk}/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/conversations/{first.pk}/reply/", hold)
    _write(page, "reply", "Zur ersten")
    with page.expect_request(f"**/conversations/{first.pk}/reply/"):
        page.keyboard.press("Control+Enter")
    page.locator("#rows .row", has_text="Zweite Sache").locator(".row-head > a").click()
    expect(page.locator("#conversation-head")).to_contain_text("Zweite Sache")
    with page.expect_response(f"**/conversations/{first.pk}/reply/"):
        held[0].continue_()
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    expect(page.locator("#reply-form")).to_have_attribute(
        "action", f"/conversations/{second.pk}/reply/"
    )


def test_sending_and_resolving_by_key(page: Page, conversation: Conversation) -> None:
    _write(page, "reply", "Erledigt.")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("#reply-form textarea")).to_have_value("")
    conversation.refresh_from_db()
    assert conversation.state == State.RESOLVED


def test_a_file_is_attached_and_taken_off(page: Page) -> None:
    page.locator("#reply-form input[type=file]").set_input_files(
        {"name": "Maße.txt", "mimeType": "text/plain", "buffer": b"12 x 30"}
    )
    tile = page.locator("#reply-form .uploaded")
    expect(tile).to_contain_text("Maße.txt")
    tile.get_by_role("button").click()
    expect(tile).to_have_count(0)


def test_what_others_do_leaves_the_composer_alone(
    page: Page, conversation: Conversation, clara: Agent
) -> None:
    _write(page, "note", "Ich schreibe noch")
    actions.note(conversation, by=clara.actor, text="Kam dazwischen")
    actions.set_subject(conversation, by=clara.actor, subject="Neuer Betreff")
    expect(page.locator("#stream")).to_contain_text("Kam dazwischen")
    expect(page.locator("#conversation-head")).to_contain_text("Neuer Betreff")
    expect(page.locator("#note-form [role=textbox]")).to_be_focused()
    expect(page.locator("#note-form textarea")).to_have_value("Ich schreibe noch")


def test_a_case_is_worked_by_key_alone(
    open_desk: SignIn, kofi: Customer, first_level: Team, anna: Agent
) -> None:
    first = make.conversation(customer=kofi, team=first_level, subject="Erste Sache")
    second = make.conversation(customer=kofi, team=first_level, subject="Zweite Sache")
    page = open_desk(anna, "/inbox/open/")
    page.keyboard.press("j")
    expect(page.locator("#conversation-head")).to_contain_text("Erste Sache")
    page.keyboard.press("a")
    expect(page.locator("#menu-assign [role=menuitemradio]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Zugewiesen an: Anna")).to_be_visible()
    page.keyboard.press("l")
    expect(page.locator("#menu-tag .menu-search")).to_be_focused()
    page.keyboard.type("eilig")
    page.keyboard.press("Enter")
    expect(page.locator(".conversation-facts .tag")).to_have_text("eilig")
    page.keyboard.press("Shift+E")
    expect(page.locator("#conversation-head")).to_contain_text("Zweite Sache")
    expect(page).to_have_url(f"{page.url.split('/inbox')[0]}/inbox/open/{second.pk}/")
    first.refresh_from_db()
    assert (first.assignee, first.state) == (anna, State.RESOLVED)
    page.go_back()
    expect(page.locator("#conversation-head")).to_contain_text("Erste Sache")


def test_a_late_answer_leaves_the_next_conversation_alone(
    open_desk: SignIn, kofi: Customer, first_level: Team, anna: Agent
) -> None:
    first = make.conversation(customer=kofi, team=first_level, subject="Erste Sache")
    second = make.conversation(customer=kofi, team=first_level, subject="Zweite Sache")
    page = open_desk(anna, f"/inbox/open/{first.pk}/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/conversations/{first.pk}/stream/", hold)
    with page.expect_request(f"**/conversations/{first.pk}/stream/"):
        actions.set_subject(first, by=SYSTEM, subject="Inzwischen anders")
    page.keyboard.press("j")
    expect(page.locator("#conversation-head")).to_contain_text("Zweite Sache")
    with page.expect_response(f"**/conversations/{first.pk}/stream/"):
        held[0].continue_()
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    expect(page.locator("#conversation-head")).to_contain_text("Zweite Sache")
    assert page.url.endswith(f"/{second.pk}/")


def test_a_message_is_split_off_and_brought_back(
    page: Page, conversation: Conversation, kofi: Customer
) -> None:
    make.inbound(customer=kofi, conversation=conversation, text="Etwas ganz anderes")
    expect(page.locator("#stream")).to_contain_text("Etwas ganz anderes")
    letter = page.locator("#stream .letter", has_text="Etwas ganz anderes")
    letter.get_by_label("Mehr zu dieser Nachricht").click()
    letter.get_by_role("menuitem", name="Verschieben oder abspalten").click()
    page.get_by_role("button", name="Diese Nachricht abspalten").click()
    expect(page.locator("#stream .letter")).to_have_count(1)
    expect(page.locator("#stream")).to_contain_text("Etwas ganz anderes")
    page.locator("#stream").get_by_role("button", name="Rückgängig").click()
    expect(page.locator("#stream .letter")).to_have_count(0)
    assert conversation.messages.count() == 2


def test_on_a_phone_list_and_conversation_are_pages(
    open_desk: SignIn, anna: Agent, conversation: Conversation
) -> None:
    actions.assign(conversation, by=SYSTEM, agent=anna)
    page = open_desk(anna, "/", width=390, height=844)
    expect(page.locator(".desk-conversation")).to_be_hidden()
    page.locator(".row a").click()
    expect(page.locator(".desk-list")).to_be_hidden()
    expect(page.locator("#conversation-head h1")).to_be_visible()
    page.get_by_label("Zurück zur Liste").click()
    expect(page.locator(".row")).to_be_visible()


def test_on_a_phone_copies_are_asked_for_without_folding_the_composer(
    open_desk: SignIn, anna: Agent, conversation: Conversation
) -> None:
    page = open_desk(anna, f"/inbox/open/{conversation.pk}/", width=390, height=844)
    page.locator("#reply-form textarea").click()
    page.locator(".composer-cc > summary").click()
    copies = page.locator(".composer-cc input:visible").first
    expect(copies).to_be_focused()
    page.keyboard.type("lager@lummer.example,")
    expect(page.locator(".composer-cc .tag")).to_have_text(re.compile("lager@lummer.example"))
    # What stands beside the fields is part of the composer, too.
    page.locator(".composer .recipients > .label").first.click()
    expect(copies).to_be_visible()


def test_a_new_conversation_is_kept_while_it_is_written(
    open_desk: SignIn, anna: Agent, service: Channel
) -> None:
    page = open_desk(anna, "/conversations/new/")
    page.locator("#id_to").fill("neu@kunde.example")
    page.locator("#id_subject").fill("Ihr Angebot")
    page.locator("#id_text").fill("Guten Tag, hier ist es.")
    page.locator("#start-form input[type=file]").set_input_files(
        {"name": "Angebot.txt", "mimeType": "text/plain", "buffer": b"Zwei Planen"}
    )
    expect(page.locator("#start-form .uploaded")).to_contain_text("Angebot.txt")
    expect(page.locator("#start .saved")).not_to_be_empty()
    page.reload()
    expect(page.locator("#id_subject")).to_have_value("Ihr Angebot")
    expect(page.locator("#start-form .uploaded")).to_contain_text("Angebot.txt")
    page.locator("#id_to").fill("neu@kun")
    page.locator("#start-form").evaluate("form => form.noValidate = true")
    page.locator("#id_text").press("Control+Enter")
    expect(page.locator("#start-form [aria-invalid=true]")).to_have_value("neu@kun")
    expect(page.locator("#start-form .uploaded")).to_contain_text("Angebot.txt")
    page.locator("#id_to").fill("neu@kunde.example")
    page.locator("#id_text").press("Control+Enter")
    expect(page.locator("#stream .letter")).to_contain_text("Angebot.txt")
    assert not StartDraft.objects.exists()
