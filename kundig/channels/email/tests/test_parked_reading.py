"""Parked mail is read before it is decided on: safely, without codes, and within reach."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.channels import actions
from kundig.channels.email.tests.mails import mail
from kundig.channels.email.tests.test_threads import arrive
from kundig.channels.intake import take_in
from kundig.channels.models import Parked
from kundig.conversations.display import POLICY
from kundig.conversations.models import Channel, Conversation
from kundig.core.errors import Refused
from kundig.core.models import AuditEntry, Event
from kundig.staff.models import Agent
from tests import make
from tests.jobs import work_off

CIRCLE = b"Received: from a by b; Mon, 23 Nov 2026 09:00:00 +0100\r\n" * 51
EVIL = '<p>Guten <b>Tag</b></p><script>alert(1)</script><img src="https://spy.example/x.png">'


def park(channel: Channel, raw: bytes) -> Parked:
    """Return what the mail is parked as."""
    take_in(channel, CIRCLE + raw)
    work_off()
    return Parked.objects.latest("pk")


def page(client: Client, parked: Parked, name: str = "parked-one") -> str:
    """Return one page of a parked mail."""
    answer = client.get(reverse(name, args=[parked.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_parked_can_be_read_and_fetched(
    service: Channel, ada: Agent, client: Client
) -> None:
    parked = park(service, mail())
    client.force_login(ada)
    assert reverse("parked-one", args=[parked.pk]) in client.get(reverse("parked")).content.decode()
    read = page(client, parked)
    for words in ("Kofi Mensah", "im Kreis", "51", "Meine Lampe flackert"):
        assert words in read
    fetched = client.get(reverse("parked-original", args=[parked.pk]))
    assert fetched.content == CIRCLE + mail()
    assert fetched["Content-Type"] == "message/rfc822"
    assert (
        "Meine%20Lampe" in fetched["Content-Disposition"]
        or ".eml" in fetched["Content-Disposition"]
    )
    assert "sandbox" in fetched["Content-Security-Policy"]
    assert not Conversation.objects.exists()


def test_m30_html_of_parked_mail_stands_in_a_sealed_frame(
    service: Channel, ada: Agent, client: Client
) -> None:
    raw = b"From: x@y.example\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n" + EVIL.encode()
    parked = park(service, raw)
    client.force_login(ada)
    source = reverse("parked-html", args=[parked.pk])
    read = page(client, parked)
    assert f'src="{source}" sandbox="allow-same-origin' in read
    assert "alert(1)" not in read
    answer = client.get(source)
    assert answer["Content-Security-Policy"] == POLICY
    assert "<b>Tag</b>" in answer.content.decode()
    assert "spy.example" not in answer.content.decode()
    assert "script>" not in answer.content.decode()


def test_it_is_discarded_with_a_reason_once_and_may_still_go_on(
    service: Channel, ada: Agent, client: Client
) -> None:
    parked = park(service, mail())
    client.force_login(ada)
    url = reverse("parked-discard", args=[parked.pk])
    refused = client.post(url, {"reason": "  "})
    assert "parked-discard" not in refused.content.decode()
    parked.refresh_from_db()
    assert parked.discarded_at is None
    for reason in ("Werbung", "noch einmal"):
        client.post(url, {"reason": reason})
    parked.refresh_from_db()
    assert (parked.discarded_because, Parked.objects.waiting().count()) == ("Werbung", 0)
    event = Event.objects.get(kind="channel.parked_discarded")
    assert event.data == {"reason": "Werbung"}
    assert "Meine Lampe" not in client.get(reverse("parked")).content.decode()
    assert "Werbung" in client.get(reverse("parked"), {"discarded": ""}).content.decode()
    client.post(reverse("parked-release", args=[parked.pk]))
    work_off()
    assert Conversation.objects.get().subject == "Meine Lampe flackert"
    assert client.get(reverse("parked-one", args=[parked.pk])).status_code == 404


def test_without_a_reason_nothing_is_discarded(service: Channel, ada: Agent) -> None:
    parked = park(service, mail())
    with pytest.raises(Refused):
        actions.discard(parked, by=ada.actor, reason=" \n")


def test_m38_a_parked_code_is_in_the_original_alone(service: Channel, client: Client) -> None:
    raw = (
        b"From: Slack <no-reply@slack.com>\r\nSubject: Slack confirmation code: 483-921\r\n"
        b"Auto-Submitted: auto-generated\r\n\r\nYour confirmation code is 483-921.\r\n"
    )
    parked = park(service, raw)
    role = make.role(name="Postamt", allows=["conversation.see", "channel.manage"])
    client.force_login(make.agent(name="Paul", role=role))
    assert "483-921" not in page(client, parked)
    fetched = reverse("parked-original", args=[parked.pk])
    assert client.get(fetched).status_code == 404
    assert fetched not in page(client, parked)
    allows = ["conversation.see", "channel.manage", "conversation.see_confidential"]
    client.force_login(make.agent(name="Vera", role=make.role(name="Vertraute", allows=allows)))
    assert "483-921" not in page(client, parked)
    assert b"483-921" in client.get(fetched).content
    assert AuditEntry.objects.filter(kind="channel.parked_opened").count() == 1


def test_a_manager_who_sees_no_conversations_reads_no_mail(
    service: Channel, client: Client
) -> None:
    parked = park(service, mail())
    role = make.role(name="Postamt", allows=["channel.manage"])
    client.force_login(make.agent(name="Paul", role=role))
    for name in ("parked-one", "parked-original"):
        assert client.get(reverse(name, args=[parked.pk])).status_code == 404


def test_our_own_mail_leads_to_its_conversation(
    service: Channel, anna: Agent, ada: Agent, client: Client
) -> None:
    from kundig.conversations import actions as verbs

    conversation = arrive(service, mail()).conversation
    answer = verbs.reply(conversation, by=anna.actor, text="Bitte die Fassung prüfen.")
    answer.external_id = f"kundig.{answer.pk}@lummer.example"
    raw = mail(sender=service.address)
    receipt = take_in(service, raw)
    receipt.message = answer
    receipt.save(update_fields=["message"])
    parked = Parked.objects.create(receipt=receipt, reason="own", subject="Re: Lampe")
    client.force_login(ada)
    assert f"#message-{answer.pk}" in page(client, parked)
