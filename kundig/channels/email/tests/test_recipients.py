"""To whom answers go, from which address, what is passed on, and what becomes a link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kundig.channels.email import actions as mailboxes
from kundig.channels.email.addresses import find_channel
from kundig.channels.email.models import Mailbox
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.copies import others_written_to
from kundig.conversations.file_links import token_of
from kundig.conversations.models import (
    Attachment,
    Channel,
    Conversation,
    Delivery,
    Draft,
    FileLink,
    Message,
)
from kundig.conversations.recipients import Fate, Outcome
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.staff.models import Agent
from tests import make
from tests.jobs import work_off
from tests.processes import Sink, mail_server, read


@pytest.fixture
def conversation(service: Channel) -> Conversation:
    """Kofi's mail, arrived by the front door."""
    take_in(service, mail())
    work_off()
    return Conversation.objects.get()


@pytest.fixture
def sink(service: Channel) -> Iterator[Sink]:
    """The server through which the service mailbox sends."""
    sink = Sink()
    with mail_server(sink) as port:
        Mailbox.objects.update_or_create(
            channel=service,
            defaults={"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"},
        )
        yield sink


def send_off() -> None:
    """Let everything go out that was written."""
    Delivery.objects.update(due_at=timezone.now())
    work_off(ahead=True)


def test_c12_nobody_learns_of_a_blind_copy(
    conversation: Conversation, anna: Agent, sink: Sink
) -> None:
    message = actions.reply(
        conversation,
        by=anna.actor,
        text="Guten Tag",
        cc=["ida@example.org"],
        bcc=["chef@lummer.example", "IDA@example.org"],
    )
    send_off()
    assert message.bcc == [{"name": "", "address": "chef@lummer.example"}]
    assert sink.mails[0].rcpt_tos == [
        "kofi@mensah.example",
        "ida@example.org",
        "chef@lummer.example",
    ]
    assert isinstance(sink.mails[0].content, bytes)
    assert b"chef@" not in sink.mails[0].content
    assert b"Bcc" not in sink.mails[0].content
    # Nor does the next answer's quote, nor a forward.
    answer = actions.reply(conversation, by=anna.actor, text="Noch etwas")
    actions.forward(conversation, by=anna.actor, to=["werk@lieferant.example"])
    send_off()
    assert answer.bcc == []
    assert not any("chef@" in read(one.content).as_string() for one in sink.mails)


def test_recipients_are_chosen(conversation: Conversation, anna: Agent, sink: Sink) -> None:
    actions.reply(
        conversation, by=anna.actor, text="An die Buchhaltung", to=["kasse@mensah.example"]
    )
    send_off()
    out = read(sink.mails[0].content)
    assert out["To"] == "kasse@mensah.example"
    assert out["In-Reply-To"] is None, "who did not read along gets no history"
    text = out.get_body(("plain",))
    assert text is not None
    assert "flackert seit gestern" not in text.get_content()


def test_an_answer_to_all_is_offered_and_never_made(
    service: Channel, anna: Agent, client: Client
) -> None:
    take_in(service, mail(Cc="Ida <ida@example.org>, service+x@lummer.example"))
    work_off()
    conversation = Conversation.objects.get()
    assert others_written_to(conversation) == ["ida@example.org"]
    client.force_login(anna)
    page = client.get(reverse("conversation", args=[conversation.pk]), follow=True).content.decode()
    assert 'data-copies="ida@example.org"' in page
    assert 'value="kofi@mensah.example"' in page
    message = actions.reply(conversation, by=anna.actor, text="Guten Tag")
    assert message.cc == []


def test_m13_who_stands_in_cc_takes_no_part_until_an_agent_writes_to_them(
    service: Channel, anna: Agent
) -> None:
    take_in(service, mail(Cc="attacker@evil.example"))
    work_off()
    conversation = Conversation.objects.get()
    own_id = "<zwei@evil.example>"
    take_in(
        service,
        mail(
            sender="attacker@evil.example", message_id=own_id, in_reply_to="<eins@mensah.example>"
        ),
    )
    work_off()
    strange = Message.objects.get(external_id=own_id.strip("<>"))
    assert strange.conversation == conversation
    assert "foreign_sender" in strange.warnings
    answer = actions.reply(conversation, by=anna.actor, text="Guten Tag")
    send_off()
    answer.refresh_from_db()
    assert [entry["address"] for entry in answer.delivery.recipients] == ["kofi@mensah.example"]
    actions.reply(conversation, by=anna.actor, text="Guten Tag", cc=["attacker@evil.example"])
    take_in(
        service,
        mail(
            sender="attacker@evil.example",
            message_id="<drei@evil.example>",
            in_reply_to="<eins@mensah.example>",
        ),
    )
    work_off()
    assert "foreign_sender" not in Message.objects.get(external_id="drei@evil.example").warnings


def test_m14_a_mail_to_thousands_is_shown_cut_and_answers_one(
    service: Channel, anna: Agent, client: Client, sink: Sink
) -> None:
    many = ", ".join(f"nr{number}@example.org" for number in range(5_000))
    head, _body, rest = mail().partition(b"To: service@lummer.example")
    take_in(service, head + b"To: service@lummer.example, " + many.encode() + rest)
    work_off()
    conversation = Conversation.objects.get()
    assert len(others_written_to(conversation)) <= caps.SHOWN_RECEIVERS
    client.force_login(anna)
    page = client.get(reverse("conversation", args=[conversation.pk]), follow=True).content.decode()
    assert page.count("@example.org") <= 4 * caps.SHOWN_RECEIVERS
    assert "nr4000@" not in page
    assert not sink.mails, "nothing goes out by itself"
    actions.reply(conversation, by=anna.actor, text="Guten Tag")
    send_off()
    assert [one.rcpt_tos for one in sink.mails] == [["kofi@mensah.example"]]
    with pytest.raises(Refused):
        actions.reply(conversation, by=anna.actor, text="x", cc=many.split(", "))


def test_a_message_is_passed_on_with_its_files_and_the_answer_comes_back(
    service: Channel, conversation: Conversation, anna: Agent, sink: Sink
) -> None:
    inbound = conversation.messages.get()
    file = actions.upload(by=anna.actor, name="Plan.txt", content=b"Der Plan")
    Attachment.objects.filter(pk=file.pk).update(message=inbound)
    actions.note(conversation, by=anna.actor, text="Nur für uns")
    before = (conversation.state, conversation.waiting_since, conversation.last_outbound_at)
    actions.forward(
        conversation, by=anna.actor, to=["werk@lieferant.example"], text="Bitte ansehen."
    )
    conversation.refresh_from_db()
    assert (conversation.state, conversation.waiting_since, conversation.last_outbound_at) == before
    send_off()
    out = read(sink.mails[0].content)
    assert sink.mails[0].rcpt_tos == ["werk@lieferant.example"]
    assert out["Subject"] == "Fwd: Meine Lampe flackert"
    assert "In-Reply-To" not in out
    text = out.get_body(("plain",))
    assert text is not None
    words = text.get_content()
    assert words.index("Bitte ansehen.") < words.index("flackert seit gestern")
    assert "Kofi Mensah <kofi@mensah.example>" in words
    assert "Nur für uns" not in words
    assert [part.get_filename() for part in out.iter_attachments()] == ["Plan.txt"]
    assert Attachment.objects.filter(message=inbound).count() == 1
    take_in(
        service,
        mail(
            sender="werk@lieferant.example",
            to=str(out["Reply-To"]),
            message_id="<w@lieferant.example>",
            in_reply_to=str(out["Message-ID"]),
            text="Ist ein Serienfehler.",
        ),
    )
    work_off()
    back = Message.objects.get(external_id="w@lieferant.example")
    assert back.conversation == conversation
    assert back.warnings == []
    # The customer's answer neither quotes nor names what went to the works.
    actions.reply(conversation, by=anna.actor, text="Wir tauschen sie aus.")
    send_off()
    answer = read(sink.mails[-1].content)
    assert answer["To"] == "Kofi Mensah <kofi@mensah.example>"
    assert answer["In-Reply-To"] == "<eins@mensah.example>"
    assert answer["References"] == "<eins@mensah.example>"
    body = answer.get_body(("plain",))
    assert body is not None
    assert "Serienfehler" not in body.get_content()


def test_notes_and_what_lies_elsewhere_are_never_passed_on(
    conversation: Conversation, anna: Agent
) -> None:
    note = actions.note(conversation, by=anna.actor, text="Nur für uns")
    other = make.conversation(customer=make.customer(name="Ida")).messages.get()
    for wrong in (note, other):
        with pytest.raises(Refused):
            actions.forward(conversation, by=anna.actor, to=["a@b.example"], messages=[wrong])
    with pytest.raises(Refused):
        actions.forward(conversation, by=anna.actor, to=[])


def test_answers_come_from_the_address_that_the_customer_wrote_to(
    service: Channel, anna: Agent, sink: Sink
) -> None:
    mailbox = Mailbox.objects.get(channel=service)
    further = [("vertrieb@lummer.example", "Lummer Vertrieb"), ("shop@lummer.example", "")]
    mailboxes.change(mailbox, by=SYSTEM, further_addresses=further)
    assert find_channel("Vertrieb+abc@lummer.example") == service
    with pytest.raises(Refused):
        mailboxes.make(by=SYSTEM, address="shop@lummer.example")
    take_in(service, mail(to="Vertrieb@lummer.example"))
    work_off()
    conversation = Conversation.objects.get()
    actions.reply(conversation, by=anna.actor, text="Guten Tag")
    actions.reply(conversation, by=anna.actor, text="Guten Tag", sender="shop@lummer.example")
    send_off()
    first, second = (read(one.content) for one in sink.mails)
    assert first["From"] == "Lummer Vertrieb <vertrieb@lummer.example>"
    assert first["Reply-To"].addresses[0].username.startswith("vertrieb+")
    assert second["From"] == "Service <shop@lummer.example>"
    with pytest.raises(Refused):
        actions.reply(conversation, by=anna.actor, text="x", sender="chef@bank.example")


def test_files_too_large_for_a_mail_become_links(
    conversation: Conversation, anna: Agent, sink: Sink, client: Client
) -> None:
    Mailbox.objects.update(attachment_megabytes=1)
    small = actions.upload(by=anna.actor, name="Brief.txt", content=b"x" * 400_000)
    large = actions.upload(by=anna.actor, name="Film.bin", content=b"\0" * 900_000)
    actions.reply(conversation, by=anna.actor, text="Anbei", attachments=[small, large])
    send_off()
    out = read(sink.mails[0].content)
    assert [part.get_filename() for part in out.iter_attachments()] == ["Brief.txt"]
    link = FileLink.objects.get()
    assert link.attachment_id == large.pk
    page = reverse("file-link", args=[token_of(link)])
    text = out.get_body(("plain",))
    assert text is not None
    assert page in text.get_content()
    assert "Film.bin" in client.get(page).content.decode()
    link.refresh_from_db()
    assert link.fetched_count == 0, "a scanner that opens the page fetches nothing"
    file = client.post(reverse("file-link-content", args=[token_of(link)]), HTTP_RANGE="bytes=0-9")
    assert file.status_code == 200
    assert b"".join(file) == b"\0" * 900_000
    assert file["Content-Disposition"] == 'attachment; filename="Film.bin"'
    assert "sandbox" in file["Content-Security-Policy"]
    link.refresh_from_db()
    assert link.fetched_count == 1


def test_u06_a_link_that_ended_or_was_never_ours_is_not_there(
    conversation: Conversation, anna: Agent, client: Client
) -> None:
    file = actions.upload(by=anna.actor, name="Film.bin", content=b"Film")
    message = actions.reply(conversation, by=anna.actor, text="Anbei", attachments=[file])
    link = actions.link_file(file, by=SYSTEM)
    token = token_of(link)

    def statuses(token: str) -> set[int]:
        page, content = (
            reverse("file-link", args=[token]),
            reverse("file-link-content", args=[token]),
        )
        return {client.get(page).status_code, client.post(content).status_code}

    assert statuses(token) == {200}
    number, _dash, sign = token.partition("-")
    for wrong in (f"{number}-{'a' * 26}", f"{link.pk + 1}-{sign}", number, "x", f"٣-{sign}"):
        assert statuses(wrong) == {404}
    FileLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert statuses(token) == {404}
    FileLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    actions.revoke_link(file, by=anna.actor)
    actions.revoke_link(file, by=anna.actor)
    assert statuses(token) == {404}
    FileLink.objects.update(revoked_at=None)
    Message.objects.filter(pk=message.pk).update(withdrawn_at=timezone.now())
    assert statuses(token) == {404}


def test_a_draft_of_what_failed_is_for_those_who_do_not_have_it(
    conversation: Conversation, anna: Agent
) -> None:
    """Also for whoever was only put off when it was given up; the others would get it twice."""
    message = actions.reply(conversation, by=anna.actor, text="Hallo", cc=["ida@example.org"])
    Delivery.objects.update(due_at=timezone.now())
    assert actions.mark_sending(message, by=SYSTEM)
    outcomes = [
        Outcome("kofi@mensah.example", Fate.ACCEPTED),
        Outcome("ida@example.org", Fate.DELAYED),
    ]
    actions.mark_failed(message, by=SYSTEM, reason="?", recipients=outcomes)
    actions.revise(message, by=anna.actor)
    assert Draft.objects.get().to == "ida@example.org"


def test_a_file_that_was_a_link_can_be_given_up(
    conversation: Conversation, anna: Agent, client: Client
) -> None:
    """Its message was taken back before anybody had it; the link must not hold the file."""
    file = actions.upload(by=anna.actor, name="Film.bin", content=b"Film")
    message = actions.reply(conversation, by=anna.actor, text="Anbei", attachments=[file])
    actions.link_file(file, by=SYSTEM)
    actions.withdraw(message, by=anna.actor)
    client.force_login(anna)
    assert client.post(reverse("upload-discard", args=[file.pk])).status_code == 200
    assert not Attachment.objects.exists()


def test_the_usual_recipient_alone_is_no_draft(
    conversation: Conversation, anna: Agent, client: Client
) -> None:
    client.force_login(anna)
    address = reverse("conversation-save-draft", args=[conversation.pk])
    client.post(address, {"direction": "out", "text": "", "to": "kofi@mensah.example"})
    assert not Draft.objects.exists()
    client.post(address, {"direction": "out", "text": "", "to": "kofi@neu.example", "bcc": "a@b.c"})
    draft = Draft.objects.get()
    assert (draft.to, draft.bcc) == ("kofi@neu.example", "a@b.c")


def test_a_conversation_is_forwarded_on_its_page(
    conversation: Conversation, anna: Agent, client: Client
) -> None:
    client.force_login(anna)
    address = reverse("conversation-forward", args=[conversation.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"to": "kein"}).status_code == 422
    sent = client.post(address, {"to": "Werk <werk@lieferant.example>", "text": "Bitte"})
    assert sent.status_code == 302
    message = Message.objects.exclude(forwards=[]).get()
    assert message.to == [{"name": "", "address": "werk@lieferant.example"}]
