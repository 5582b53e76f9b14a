"""The heart's clock."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kundig.conversations import actions
from kundig.conversations.jobs import forget_uploads, wake_due
from kundig.conversations.models import Attachment, Conversation, Direction, Draft, State
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.models import Blob, Event
from kundig.staff.models import Agent


def test_what_was_snoozed_comes_back_once_and_on_time(
    conversation: Conversation, anna: Agent
) -> None:
    actions.snooze(conversation, by=anna.actor, until=timezone.now() + timedelta(hours=1))
    wake_due(0)
    conversation.refresh_from_db()
    assert conversation.state == State.SNOOZED
    Conversation.objects.update(snoozed_until=timezone.now() - timedelta(hours=6))
    wake_due(0)
    wake_due(0)
    conversation.refresh_from_db()
    assert conversation.state == State.OPEN
    assert Event.objects.filter(kind="conversation.woken").count() == 1


def test_what_was_put_off_anew_stays_away(conversation: Conversation, anna: Agent) -> None:
    actions.snooze(conversation, by=anna.actor, until=timezone.now() + timedelta(hours=1))
    # As the clock read it, a moment before a person put it off anew.
    stale = Conversation.objects.get(pk=conversation.pk)
    stale.snoozed_until = timezone.now() - timedelta(seconds=1)
    actions.wake(stale, by=SYSTEM)
    conversation.refresh_from_db()
    assert conversation.state == State.SNOOZED
    actions.wake(conversation, by=anna.actor)
    conversation.refresh_from_db()
    assert conversation.state == State.OPEN, "a person may at any time"


def test_files_that_a_draft_names_are_kept(conversation: Conversation, anna: Agent) -> None:
    _other, named = (
        actions.upload(by=anna.actor, name=name, content=name.encode()) for name in "ab"
    )
    Draft.objects.create(
        conversation=conversation,
        agent=anna,
        direction=Direction.OUTBOUND,
        files=[uuid4(), named.pk],
    )
    Attachment.objects.update(created_at=timezone.now() - timedelta(hours=caps.UPLOAD_HOURS + 1))
    forget_uploads(0)
    assert list(Attachment.objects.values_list("pk", flat=True)) == [named.pk]
    Draft.objects.all().delete()
    forget_uploads(0)
    assert not Attachment.objects.exists()


def test_files_that_were_never_sent_are_forgotten(conversation: Conversation, anna: Agent) -> None:
    old, new, sent = (
        actions.upload(by=anna.actor, name=name, content=name.encode()) for name in "abc"
    )
    actions.note(conversation, by=anna.actor, text="Siehe Datei", attachments=[sent])
    long_ago = timezone.now() - timedelta(hours=caps.UPLOAD_HOURS + 1)
    Attachment.objects.exclude(pk=new.pk).update(created_at=long_ago)
    forget_uploads(0)
    assert set(Attachment.objects.values_list("pk", flat=True)) == {new.pk, sent.pk}
    assert not Blob.objects.filter(pk=old.blob_id).exists()


def test_nobody_snoozes_out_of_the_calendar(
    client: Client, conversation: Conversation, anna: Agent
) -> None:
    anna.time_zone = "America/New_York"
    anna.save(update_fields=["time_zone"])
    client.force_login(anna)
    snooze = reverse("conversation-snooze", args=[conversation.pk])
    assert client.post(snooze, {"at": "9999-12-31T23:59"}).status_code == 409
    assert client.get("/inbox/all/").status_code == 200
