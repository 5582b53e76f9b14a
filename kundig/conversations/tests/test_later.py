"""Answers that wait for their moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kundig.conversations import actions
from kundig.conversations.actions.mask import mask_drafts
from kundig.conversations.jobs import forget_uploads, send_due
from kundig.conversations.models import Attachment, Conversation, Draft, LaterAnswer, State
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make

TOMORROW = timedelta(days=1)


def _plan(conversation: Conversation, agent: Agent, **more: object) -> LaterAnswer:
    at = timezone.now() + TOMORROW
    later = actions.send_later(conversation, by=agent.actor, text="Gern.", at=at, **more)  # type: ignore[arg-type]  # what a test plans
    if later.unless_after:
        # A mark does not show what its own transaction has written, and a test is one transaction.
        later.unless_after = str(conversation.messages.latest("pk").pk)
        later.save()
    return later


def _come_due(later: LaterAnswer) -> None:
    LaterAnswer.objects.filter(pk=later.pk).update(send_at=timezone.now())
    send_due(0)


def _sent(conversation: Conversation) -> list[str]:
    return list(conversation.messages.filter(direction="out").values_list("text", flat=True))


def test_until_its_moment_it_is_no_answer(conversation: Conversation, anna: Agent) -> None:
    _plan(conversation, anna)
    send_due(0)
    conversation.refresh_from_db()
    assert (conversation.state, _sent(conversation)) == (State.OPEN, [])
    assert conversation.waiting_since is not None


def test_it_is_sent_once_when_its_moment_comes(conversation: Conversation, anna: Agent) -> None:
    file = actions.upload(by=anna.actor, name="Maße.txt", content=b"12 x 30")
    later = _plan(conversation, anna, attachments=[file], resolve=True)
    _come_due(later)
    send_due(0)
    assert _sent(conversation) == ["Gern."]
    message = conversation.messages.get(direction="out")
    assert (message.agent, message.attachments.get()) == (anna, file)
    conversation.refresh_from_db()
    assert conversation.state == State.RESOLVED


def test_it_is_a_draft_again_when_the_customer_has_written(
    conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    Draft.objects.create(conversation=conversation, agent=anna, direction="out", text="Alt")
    later = _plan(conversation, anna)
    Draft.objects.create(conversation=conversation, agent=anna, direction="out", text="Neu")
    make.inbound(customer=kofi, text="Hat sich erledigt!")
    _come_due(later)
    assert _sent(conversation) == []
    assert Draft.objects.get(agent=anna).text == "Gern.\n\nNeu"
    assert Event.objects.get(kind="conversation.planned_answer_stopped").data["why"] == "news"


def test_despite_news_it_goes_out(conversation: Conversation, kofi: Customer, anna: Agent) -> None:
    later = _plan(conversation, anna, despite_news=True)
    make.inbound(customer=kofi, text="Hat sich erledigt!")
    _come_due(later)
    assert _sent(conversation) == ["Gern."]


def test_who_may_no_longer_answer_sends_nothing(
    conversation: Conversation, anna: Agent, rita: Agent
) -> None:
    later = _plan(conversation, anna)
    anna.role = rita.role
    anna.save(update_fields=["role"])
    _come_due(later)
    assert _sent(conversation) == []
    assert Event.objects.get(kind="conversation.planned_answer_stopped").data["why"] == "refused"


def test_it_is_put_off_and_cancelled(conversation: Conversation, anna: Agent) -> None:
    later = _plan(conversation, anna)
    actions.put_off_later(later, by=anna.actor, at=timezone.now() + 2 * TOMORROW)
    actions.cancel_later(later, by=anna.actor)
    assert Draft.objects.get(agent=anna).text == "Gern."
    later.pk = 1
    with pytest.raises(Refused):
        actions.cancel_later(later, by=anna.actor)


@pytest.mark.parametrize("days", [-1, 400])
def test_a_moment_out_of_range_is_refused(
    conversation: Conversation, anna: Agent, days: int
) -> None:
    at = timezone.now() + timedelta(days=days)
    with pytest.raises(Refused):
        actions.send_later(conversation, by=anna.actor, text="Gern.", at=at)


def test_others_may_not(conversation: Conversation, anna: Agent, ben: Agent, rita: Agent) -> None:
    for agent in (ben, rita):
        with pytest.raises(NotAllowed):
            _plan(conversation, agent)
    later = _plan(conversation, anna)
    with pytest.raises(NotAllowed):
        actions.cancel_later(later, by=rita.actor)


def test_its_files_are_kept(conversation: Conversation, anna: Agent) -> None:
    file = actions.upload(by=anna.actor, name="Maße.txt", content=b"12 x 30")
    _plan(conversation, anna, attachments=[file])
    Attachment.objects.update(created_at=timezone.now() - timedelta(days=30))
    forget_uploads(0)
    assert Attachment.objects.filter(pk=file.pk).exists()


def test_the_composer_plans_and_the_head_tells(
    client: Client, conversation: Conversation, anna: Agent
) -> None:
    client.force_login(anna)
    page = f"/conversations/{conversation.pk}/"
    words = {"text": "Gern.", "later": "tomorrow"}
    answer = client.post(f"{page}reply/", words, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    later = LaterAnswer.objects.get()
    assert f"{page}later/" in client.get(f"/inbox/later/{conversation.pk}/").text
    assert "Gern." in client.get(f"{page}later/").text
    client.post(
        f"/later/{later.pk}/put-off/", {"at": f"{timezone.now() + 2 * TOMORROW:%Y-%m-%dT%H:%M}"}
    )
    client.post(f"/later/{later.pk}/cancel/")
    assert not LaterAnswer.objects.exists()
    assert client.post(f"{page}reply/", {"text": "x", "later": "never"}).status_code == 409


def test_sending_and_putting_away(client: Client, conversation: Conversation, anna: Agent) -> None:
    client.force_login(anna)
    url = reverse("conversation-reply", args=[conversation.pk])
    client.post(url, {"text": "Ich frage im Lager nach.", "then": "snooze:tomorrow"})
    conversation.refresh_from_db()
    assert conversation.state == State.SNOOZED
    assert conversation.snoozed_until is not None
    assert conversation.waiting_since is None
    # A moment that is not offered sends nothing.
    answer = client.post(url, {"text": "Noch etwas.", "then": "snooze:never"})
    assert answer.status_code == 409
    assert not conversation.messages.filter(text="Noch etwas.").exists()


def test_menus_offer_their_moments_when_they_open(
    client: Client, conversation: Conversation, anna: Agent
) -> None:
    client.force_login(anna)
    for name, field in (("snooze", 'name="preset"'), ("send", 'name="later"')):
        address = reverse(f"conversation-{name}-moments", args=[conversation.pk])
        page = client.get(address, headers={"HX-Request": "true"})
        assert field in page.text


def test_an_answer_sent_later_keeps_its_formatting_until_it_is_masked(
    conversation: Conversation, anna: Agent
) -> None:
    later = actions.send_later(
        conversation,
        by=anna.actor,
        html="<p>Ihre IBAN <strong>DE89 3704 0044 0532 0130 00</strong></p>",
        at=timezone.now() + TOMORROW,
        despite_news=True,
    )
    assert "<strong>" in later.words["html"]
    mask_drafts(conversation, {"account"})
    later.refresh_from_db()
    assert "0532" not in str(later.words)
    later.words["html"] = "<p>Das ist <strong>wichtig</strong>.</p>"
    later.save()
    _come_due(later)
    assert "<strong>" in conversation.messages.latest("pk").formatted
