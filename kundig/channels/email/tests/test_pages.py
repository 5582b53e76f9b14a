"""Settings of mailboxes and the demo mailbox, as an administrator uses them."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kundig.channels.email import actions
from kundig.channels.email.compose import Outgoing
from kundig.channels.email.letters import carrier
from kundig.channels.email.models import Letter, Mailbox, SentMail
from kundig.channels.email.send import keep_here
from kundig.conversations import actions as conversations
from kundig.conversations.models import Channel, Delivery
from kundig.core import blobs, post, secrets
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event, Secret
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make
from tests.jobs import work_off

FILLED = {
    "address": "Service@Lummer.example",
    "name": "Lummer",
    "sender_name": "Lummer Kundendienst",
    "team": "",
    "incoming": "imap",
    "signs_replies": "on",
    "incoming_host": "127.0.0.1",
    "incoming_port": "9",
    "incoming_security": "none",
    "incoming_user": "service",
    "incoming_password": "geheim-7",
    "imap_folder": "INBOX",
    "after_fetching": "seen",
    "attachment_megabytes": "15",
    "spam_points": "5",
    "sender_checks": "none",
    "authserv_id": "",
    "smtp_host": "127.0.0.1",
    "smtp_port": "9",
    "smtp_security": "none",
    "smtp_user": "",
    "smtp_password": "",
}


@pytest.fixture
def ada_client(client: Client, ada: Agent) -> Client:
    """Ada's browser."""
    client.force_login(ada)
    return client


@pytest.fixture
def mailbox(ada_client: Client) -> Mailbox:
    """A mailbox that Ada has set up on the page."""
    assert ada_client.post(reverse("mailbox-make"), FILLED).status_code == 302
    return Mailbox.objects.select_related("channel", "incoming_secret").get()


def test_a_mailbox_is_set_up_and_its_password_sealed(mailbox: Mailbox) -> None:
    assert mailbox.channel.address == "Service@lummer.example"
    assert mailbox.incoming_secret is not None
    assert secrets.reveal(mailbox.incoming_secret) == "geheim-7"
    assert b"geheim" not in bytes(Secret.objects.get().sealed)
    assert Event.objects.filter(kind="mailbox.made").count() == 1


def test_what_a_way_of_coming_in_does_not_ask_for_stops_nobody(ada_client: Client) -> None:
    delivered = {**FILLED, "incoming": "listener", "incoming_port": "", "imap_folder": ""}
    assert ada_client.post(reverse("mailbox-make"), delivered).status_code == 302
    made = Mailbox.objects.get()
    assert (made.incoming_port, made.imap_folder) == (993, "INBOX")
    page = ada_client.post(reverse("mailbox-make"), {**FILLED, "incoming_port": ""})
    assert page.status_code == 200


@pytest.mark.parametrize(("after", "kept"), [("keep", "keep"), ("delete", "delete"), ("move", "")])
def test_a_pop3_server_is_asked_to_leave_or_delete(
    ada_client: Client, after: str, kept: str
) -> None:
    fetched = {**FILLED, "incoming": "pop3", "imap_folder": "", "after_fetching_pop3": after}
    ada_client.post(reverse("mailbox-make"), fetched)
    found = Mailbox.objects.values_list("after_fetching", flat=True)
    assert list(found) == ([kept] if kept else [])


def test_only_what_is_kept_can_be_kept(ada_client: Client, mailbox: Mailbox) -> None:
    words = "Leer lassen, um das gespeicherte zu behalten."
    assert words not in ada_client.get(reverse("mailbox-make")).text
    assert words in ada_client.get(reverse("mailbox", args=[mailbox.pk])).text


def test_a_password_goes_in_and_never_comes_out(mailbox: Mailbox, ada_client: Client) -> None:
    page = ada_client.get(reverse("mailbox", args=[mailbox.pk]))
    assert page.status_code == 200
    assert b"geheim" not in page.content
    ada_client.post(
        reverse("mailbox", args=[mailbox.pk]), {**FILLED, "incoming_password": "", "name": "Neu"}
    )
    mailbox.refresh_from_db()
    assert mailbox.channel.name == "Neu"
    assert mailbox.incoming_secret is not None
    assert secrets.reveal(mailbox.incoming_secret) == "geheim-7"
    assert "geheim" not in str(list(Event.objects.values_list("data", flat=True)))


def test_nothing_changed_records_nothing(mailbox: Mailbox) -> None:
    actions.change(mailbox, by=SYSTEM, name=mailbox.channel.name)
    assert not Event.objects.filter(kind="mailbox.changed").exists()


def test_an_address_has_one_open_mailbox(mailbox: Mailbox, ada_client: Client) -> None:
    page = ada_client.post(reverse("mailbox-make"), FILLED)
    assert page.status_code == 200
    assert Mailbox.objects.count() == 1
    actions.close(mailbox, by=SYSTEM)
    other = actions.make(by=SYSTEM, address="service@lummer.example")
    with pytest.raises(Refused):
        actions.reopen(mailbox, by=SYSTEM)
    actions.close(other, by=SYSTEM)
    actions.reopen(mailbox, by=SYSTEM)
    assert mailbox.channel.is_open


def test_closing_forgets_the_passwords(mailbox: Mailbox, ada_client: Client) -> None:
    ada_client.post(reverse("mailbox-close", args=[mailbox.pk]))
    ada_client.post(reverse("mailbox-close", args=[mailbox.pk]))
    mailbox.refresh_from_db()
    assert mailbox.incoming_secret is None
    assert not Secret.objects.exists()
    assert Event.objects.filter(kind="mailbox.closed").count() == 1


@pytest.mark.parametrize("way", ["in", "out"])
def test_o07_a_test_says_one_neutral_sentence(
    mailbox: Mailbox, ada_client: Client, way: str
) -> None:
    page = ada_client.post(reverse("mailbox-test", args=[mailbox.pk, way]), follow=True)
    assert [str(message) for message in page.context["messages"]][-1:] == [
        "Der Server ist nicht erreichbar. Bitte prüfen Sie Server und Port. Ein Server in Ihrem"
        " eigenen Netz muss in KUNDIG_OWN_NETWORKS genannt sein."
    ]


@pytest.mark.parametrize("name", ["mailboxes", "mailbox-make"])
def test_only_who_may_manage_sees_mailboxes(client: Client, anna: Agent, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302
    client.force_login(anna)
    assert client.get(reverse(name)).status_code == 404


def test_an_agent_may_not_change_a_mailbox(mailbox: Mailbox, anna: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.change(mailbox, by=anna.actor, name="Meins")


def test_the_demo_mailbox_shows_what_one_may_see(
    client: Client, kofi: Customer, service: Channel, anna: Agent, ben: Agent
) -> None:
    conversation = make.conversation(customer=kofi)
    conversations.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    Delivery.objects.update(due_at="2026-01-01T00:00Z")
    work_off(ahead=True)
    mail = SentMail.objects.get()
    client.force_login(anna)
    assert "kofi@mensah.example" in client.get(reverse("sent-mails")).content.decode()
    assert "Fassung" in client.get(reverse("sent-mail", args=[mail.pk])).content.decode()
    source = client.get(reverse("sent-mail-source", args=[mail.pk]))
    assert source["Content-Type"] == "text/plain; charset=utf-8"
    assert b"Message-ID: <kundig-" in source.content
    client.force_login(ben)
    assert "kofi@mensah.example" not in client.get(reverse("sent-mails")).content.decode()
    assert client.get(reverse("sent-mail", args=[mail.pk])).status_code == 404


def test_only_administrators_say_where_kundigs_own_letters_go(clara: Agent) -> None:
    server: dict[str, Any] = {"smtp_host": "mail.clara.example"}
    with pytest.raises(Refused):
        actions.make(by=clara.actor, address="erstes@lummer.example", **server)
    assert not Mailbox.objects.exists()
    own = actions.make(by=SYSTEM, address="service@lummer.example", smtp_host="mail.example")
    with pytest.raises(Refused):
        actions.change(own, by=clara.actor, **server)
    with pytest.raises(Refused):
        actions.close(own, by=clara.actor)
    other = actions.make(by=clara.actor, address="clara@lummer.example", **server)
    actions.change(other, by=clara.actor, name="Clara")
    actions.close(other, by=clara.actor)
    actions.reopen(other, by=clara.actor)
    assert carrier() == own


def test_nobody_else_gives_the_letters_their_first_server(clara: Agent) -> None:
    actions.make(by=SYSTEM, address="service@lummer.example")
    later = actions.make(by=SYSTEM, address="werkstatt@lummer.example")
    with pytest.raises(Refused):
        actions.change(later, by=clara.actor, smtp_host="mail.clara.example")
    assert not Mailbox.objects.get(pk=later.pk).smtp_host


def test_the_page_says_why_a_mailbox_is_not_changed(
    mailbox: Mailbox, client: Client, clara: Agent
) -> None:
    client.force_login(clara)
    answer = client.post(reverse("mailbox", args=[mailbox.pk]), FILLED | {"name": "Meins"})
    assert "nur Administratoren dürfen es ändern" in answer.text
    assert Channel.objects.get(pk=mailbox.channel_id).name == "Lummer"


def test_letters_go_out_and_are_forgotten(
    client: Client, anna: Agent, clara: Agent, ada: Agent
) -> None:
    assert not post.send("anna@lummer.example", "Einladung", "https://…/geheim"), "no mailbox yet"
    actions.make(by=SYSTEM, address="service@lummer.example")
    assert post.send("anna@lummer.example", "Einladung", "https://…/geheim")
    work_off()
    assert not Letter.objects.exists()
    mail = SentMail.objects.get()
    assert b"Auto-Submitted: auto-generated" in blobs.content(mail.blob_id)
    for other in (anna, clara):
        client.force_login(other)
        answer = client.get(reverse("sent-mail", args=[mail.pk]))
        assert answer.status_code == 404, "it holds a secret"
    client.force_login(ada)
    assert client.get(reverse("sent-mail", args=[mail.pk])).status_code == 200


def test_the_same_mail_lies_in_the_demo_mailbox_once(db: None) -> None:
    outgoing = Outgoing("1@x", "a@x.example", ["b@x.example"], "x", EmailMessage().as_bytes())
    keep_here(outgoing, None)
    keep_here(outgoing, None)
    assert SentMail.objects.count() == 1
