"""The conversation's forms: each verb happy, refused, foreign, and without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kundig.conversations import actions
from kundig.conversations.models import (
    Attachment,
    Conversation,
    Delivery,
    Draft,
    Message,
    State,
    Tag,
)
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.customers.models import Customer
from kundig.staff.actions import set_availability
from kundig.staff.models import Agent, Availability, Team
from tests import make

HTMX = {"HX-Request": "true"}


@pytest.fixture
def annas(client: Client, anna: Agent) -> Client:
    """Anna, signed in."""
    client.force_login(anna)
    return client


def _url(name: str, conversation: Conversation) -> str:
    return reverse(f"conversation-{name}", args=[conversation.pk])


def test_a_verb_answers_with_the_head_and_says_what_changed(
    annas: Client, conversation: Conversation
) -> None:
    response = annas.post(_url("resolve", conversation), headers=HTMX)
    assert 'id="conversation-head"' in response.text
    assert f"live:conversation-{conversation.pk}" in response.headers["HX-Trigger"]
    conversation.refresh_from_db()
    assert conversation.state == State.RESOLVED


def test_a_verb_works_without_script(annas: Client, conversation: Conversation) -> None:
    response = annas.post(_url("resolve", conversation))
    assert response.headers["Location"] == reverse("conversation", args=[conversation.pk])


VERBS = ["resolve", "close", "reopen", "wake", "mark-spam", "unmark-spam", "assign"]


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_need_a_post(annas: Client, conversation: Conversation, verb: str) -> None:
    assert annas.get(_url(verb, conversation)).status_code == 405


@pytest.mark.parametrize("verb", VERBS)
def test_a_foreign_conversation_is_not_found(
    client: Client, conversation: Conversation, ben: Agent, verb: str
) -> None:
    client.force_login(ben)
    assert client.post(_url(verb, conversation)).status_code == 404


def test_a_reader_is_refused(client: Client, conversation: Conversation, rita: Agent) -> None:
    client.force_login(rita)
    assert client.post(_url("resolve", conversation)).status_code == 403


def test_who_is_away_is_told_before_assigning(
    annas: Client, conversation: Conversation, ben: Agent
) -> None:
    menu = _url("agents", conversation)
    assert menu in annas.get(reverse("conversation", args=[conversation.pk]), follow=True).text
    assert "Abwesend" not in annas.get(menu, headers=HTMX).text
    set_availability(ben, by=ben.actor, availability=Availability.AWAY)
    assert "(Abwesend)" in annas.get(menu, headers=HTMX).text


def test_what_menus_offer_is_a_page_without_script(
    annas: Client, conversation: Conversation, workshop: Team
) -> None:
    actions.tag(conversation, by=SYSTEM, name="hat es schon")
    Tag.objects.create(name="gibt es auch")
    for menu, offered in (("agents", "Anna"), ("teams", workshop.name), ("tags", "gibt es auch")):
        page = annas.get(_url(menu, conversation)).text
        assert "<html" in page
        assert offered in page
    assert "hat es schon" not in page


def test_a_reader_is_offered_nobody_to_assign_to(
    client: Client, conversation: Conversation, rita: Agent
) -> None:
    client.force_login(rita)
    for menu in ("agents", "teams", "tags"):
        assert client.get(_url(menu, conversation)).status_code == 403


def test_assigning_and_taking_off(annas: Client, conversation: Conversation, anna: Agent) -> None:
    annas.post(_url("assign", conversation), {"agent": anna.pk}, headers=HTMX)
    conversation.refresh_from_db()
    assert conversation.assignee == anna
    annas.post(_url("assign", conversation), {"agent": ""}, headers=HTMX)
    conversation.refresh_from_db()
    assert conversation.assignee is None


def test_an_unknown_agent_is_refused(annas: Client, conversation: Conversation) -> None:
    response = annas.post(_url("assign", conversation), {"agent": 999}, headers=HTMX)
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == "#toasts"


def test_who_gives_a_conversation_out_of_sight_goes_to_the_inbox(
    client: Client, kofi: Customer, ben: Agent, workshop: Team, first_level: Team
) -> None:
    client.force_login(ben)
    conversation = make.conversation(customer=kofi, team=workshop)
    url = _url("hand-over", conversation)
    response = client.post(url, {"team": first_level.pk}, headers=HTMX)
    assert response.headers["HX-Redirect"] == "/"


def test_snoozing_until_tomorrow(annas: Client, conversation: Conversation) -> None:
    annas.post(_url("snooze", conversation), {"preset": "tomorrow"}, headers=HTMX)
    conversation.refresh_from_db()
    assert conversation.state == State.SNOOZED
    assert conversation.snoozed_until is not None
    assert timezone.localtime(conversation.snoozed_until).hour == 9


def test_snoozing_needs_a_moment(annas: Client, conversation: Conversation) -> None:
    assert annas.post(_url("snooze", conversation), headers=HTMX).status_code == 409
    past = (timezone.localtime() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    response = annas.post(_url("snooze", conversation), {"at": past}, headers=HTMX)
    assert response.status_code == 409


def test_replying_gives_an_empty_composer_and_an_undo(
    annas: Client, conversation: Conversation
) -> None:
    url = _url("reply", conversation)
    response = annas.post(url, {"text": "Wir kümmern uns."}, headers=HTMX)
    message = Message.objects.latest("pk")
    assert message.text == "Wir kümmern uns."
    assert reverse("message-withdraw", args=[message.pk]) in response.text
    assert 'id="reply-form"' in response.text
    assert "Wir kümmern uns." not in response.text
    assert 'id="note-form"' not in response.text


def test_replying_and_resolving(annas: Client, conversation: Conversation) -> None:
    annas.post(_url("reply", conversation), {"text": "Fertig.", "then": "resolve"})
    conversation.refresh_from_db()
    assert conversation.state == State.RESOLVED


def test_an_empty_reply_is_refused(annas: Client, conversation: Conversation) -> None:
    response = annas.post(_url("reply", conversation), {"text": "  "}, headers=HTMX)
    assert response.status_code == 409
    assert not Delivery.objects.exists()


def test_copies_must_be_addresses(annas: Client, conversation: Conversation) -> None:
    data = {"text": "Hallo", "cc": "eva@firma.example, quatsch"}
    assert annas.post(_url("reply", conversation), data, headers=HTMX).status_code == 409
    data["cc"] = "eva@firma.example; max@firma.example"
    assert annas.post(_url("reply", conversation), data, headers=HTMX).status_code == 200
    copies = Message.objects.latest("pk").cc
    assert [copy["address"] for copy in copies] == ["eva@firma.example", "max@firma.example"]


def test_taking_back_brings_text_and_files_back(
    annas: Client, conversation: Conversation, anna: Agent
) -> None:
    file = actions.upload(by=anna.actor, name="Liste.txt", content=b"eins")
    annas.post(_url("reply", conversation), {"text": "Zu früh", "attachments": [str(file.pk)]})
    message = Message.objects.latest("pk")
    response = annas.post(reverse("message-withdraw", args=[message.pk]), headers=HTMX)
    assert "Zu früh" in response.text
    assert "Liste.txt" in response.text
    draft = Draft.objects.get()
    assert draft.files == [file.pk]


def test_a_foreign_message_cannot_be_taken_back(
    client: Client, conversation: Conversation, anna: Agent, ben: Agent
) -> None:
    message = actions.reply(conversation, by=anna.actor, text="Antwort")
    client.force_login(ben)
    assert client.post(reverse("message-withdraw", args=[message.pk])).status_code == 404


def test_drafts_are_kept_apart_and_forgotten_when_empty(
    annas: Client, conversation: Conversation
) -> None:
    url = _url("save-draft", conversation)
    assert annas.post(url, {"direction": "out", "text": "Guten "}).status_code == 204
    annas.post(url, {"direction": "note", "text": "Intern"})
    assert set(Draft.objects.values_list("direction", "text")) == {
        ("out", "Guten "),
        ("note", "Intern"),
    }
    annas.post(url, {"direction": "out", "text": ""})
    assert Draft.objects.get().direction == "note"


def test_a_note_stays_inside(annas: Client, conversation: Conversation) -> None:
    annas.post(_url("note", conversation), {"text": "Vorsicht"}, headers=HTMX)
    assert Message.objects.latest("pk").is_note
    assert not Delivery.objects.exists()


def test_uploading_and_removing_a_file(annas: Client, anna: Agent) -> None:
    file = SimpleUploadedFile("Bild.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20, "text/html")
    response = annas.post(reverse("upload"), {"file": file})
    assert response.status_code == 201
    stored = Attachment.objects.get()
    assert stored.content_type == "image/png"
    annas.post(reverse("upload-discard", args=[stored.pk]))
    assert not Attachment.objects.exists()


def test_an_others_upload_can_be_neither_attached_nor_removed(
    annas: Client, conversation: Conversation, clara: Agent
) -> None:
    file = actions.upload(by=clara.actor, name="geheim.txt", content=b"x")
    data = {"text": "Hier", "attachments": [str(file.pk)]}
    assert annas.post(_url("reply", conversation), data, headers=HTMX).status_code == 409
    assert annas.post(reverse("upload-discard", args=[file.pk])).status_code == 404


def test_merging_and_undoing(annas: Client, conversation: Conversation, kofi: Customer) -> None:
    other = make.conversation(customer=kofi, subject="Zweite Mail")
    assert "Zweite Mail" in annas.get(_url("choose-target", conversation)).text
    annas.post(_url("merge", conversation), {"into": other.pk})
    conversation.refresh_from_db()
    assert conversation.merged_into == other
    stream = annas.get(_url("stream", other)).text
    move = conversation.moves_out.get()
    assert reverse("move-undo", args=[move.pk]) in stream
    annas.post(reverse("move-undo", args=[move.pk]), headers=HTMX)
    conversation.refresh_from_db()
    assert conversation.merged_into is None


def test_merging_into_a_foreign_conversation_is_refused(
    client: Client, kofi: Customer, ben: Agent, workshop: Team, conversation: Conversation
) -> None:
    own = make.conversation(customer=kofi, team=workshop)
    client.force_login(ben)
    response = client.post(_url("merge", own), {"into": conversation.pk}, headers=HTMX)
    assert response.status_code == 409
    own.refresh_from_db()
    assert own.merged_into is None


def test_splitting_off_the_rest(annas: Client, conversation: Conversation, kofi: Customer) -> None:
    second = make.inbound(customer=kofi, conversation=conversation)
    make.inbound(customer=kofi, conversation=conversation)
    response = annas.post(_url("split", conversation), {"messages": second.pk, "rest": "1"})
    target = Conversation.objects.latest("pk")
    assert response.headers["Location"] == reverse("conversation", args=[target.pk])
    assert target.messages.count() == 2
    assert conversation.messages.count() == 1


def test_moving_a_message(annas: Client, conversation: Conversation, kofi: Customer) -> None:
    message = make.inbound(customer=kofi, conversation=conversation)
    other = make.conversation(customer=kofi)
    url = reverse("conversation-move-message", args=[conversation.pk, message.pk])
    annas.post(url, {"into": other.pk})
    message.refresh_from_db()
    assert message.conversation == other


def test_starting_a_conversation(annas: Client, kofi: Customer) -> None:
    channel = make.channel()
    data = {
        "channel": channel.pk,
        "to": "neu@kundin.example",
        "subject": "Ihr Termin",
        "text": "Passt Dienstag?",
    }
    annas.post(reverse("conversation-start"), data)
    made = Conversation.objects.latest("pk")
    assert made.subject == "Ihr Termin"
    assert made.customer.addresses.get().value == "neu@kundin.example"


def test_starting_says_what_is_missing(annas: Client) -> None:
    make.channel()
    response = annas.post(reverse("conversation-start"), {"to": "quatsch"})
    assert response.status_code == 422
    assert not Conversation.objects.exists()


def test_people_are_suggested_by_the_beginning_of_their_name(annas: Client, kofi: Customer) -> None:
    response = annas.get(reverse("conversation-suggest"), {"to": "mens"})
    assert "kofi@mensah.example" in response.text


def test_earlier_messages_come_on_demand(
    annas: Client, conversation: Conversation, kofi: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kundig.core.caps.CONVERSATION_MESSAGES", 3)
    for number in range(5):
        make.inbound(customer=kofi, conversation=conversation, text=f"Text {number}")
    shown = annas.get(_url("stream", conversation)).text
    assert "Text 4" in shown
    assert "Text 1" not in shown
    first = conversation.messages.order_by("-pk")[2]
    older = annas.get(reverse("conversation-earlier", args=[conversation.pk, first.pk])).text
    assert "Text 1" in older
    assert "Text 4" not in older


def test_a_refused_start_leaves_no_customer_behind(
    annas: Client, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "MESSAGE_CHARS", 5)
    data = {
        "to": "neu@firma.example",
        "channel": conversation.channel_id,
        "subject": "Ihr Termin",
        "text": "Guten Tag",
    }
    assert annas.post(reverse("conversation-start"), data).status_code == 422
    assert not Customer.objects.filter(addresses__value="neu@firma.example").exists()
