"""The heart's clock: waking what was snoozed, forgetting files that were never sent."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from procrastinate.contrib.django import app

from kundig.conversations import actions, file_words, moved_tags
from kundig.conversations.actions.categories import MOVE_CONVERSATIONS
from kundig.conversations.actions.tags import LEARN, MOVE_BACK, MOVE_ON
from kundig.conversations.files_later import READ_FILES
from kundig.conversations.models import (
    BACK_AT,
    Attachment,
    Category,
    Conversation,
    Draft,
    LaterAnswer,
    Message,
    Promise,
    StartDraft,
    State,
    Tag,
)
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.jobs import PATIENT
from kundig.core.models import Blob
from kundig.core.time import now


@app.periodic(cron="* * * * * */10")  # the last field counts seconds
@app.task(
    name="conversations.wake_due", queue="housekeeping", queueing_lock="wake_due", retry=PATIENT
)
def wake_due(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Bring back the conversations whose time has come; what was late comes back too, once."""
    snoozed = Conversation.objects.filter(state=State.SNOOZED)
    due = snoozed.alias(back_at=BACK_AT).filter(back_at__lte=now())
    for conversation in due.order_by("back_at")[: caps.SWEEP_ROWS]:
        actions.wake(conversation, by=SYSTEM)


@app.periodic(cron="* * * * * */10")
@app.task(
    name="conversations.send_due", queue="housekeeping", queueing_lock="send_due", retry=PATIENT
)
def send_due(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Send the answers whose moment has come; what was late goes out too, once."""
    due = LaterAnswer.objects.filter(send_at__lte=now()).select_related("conversation", "agent")
    for later in due.order_by("send_at")[: caps.SWEEP_ROWS]:
        # Cancelled since it was looked up.
        with contextlib.suppress(Refused):
            actions.send_due(later, by=SYSTEM)


@app.periodic(cron="* * * * * */30")
@app.task(
    name="conversations.watch_promises",
    queue="housekeeping",
    queueing_lock="watch_promises",
    retry=PATIENT,
)
def watch_promises(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Warn of promises that break soon, and note which have broken; what was late is noted too, once."""
    soon = now() + timedelta(hours=caps.PROMISE_WARN_HOURS)
    due = Promise.objects.running().filter(
        Q(due_at__lte=now()) | Q(due_at__lte=soon, warned_at=None)
    )
    for promise in due.select_related("conversation").order_by("due_at")[: caps.SWEEP_ROWS]:
        with contextlib.suppress(Refused):
            actions.watch_promise(promise, by=SYSTEM)


@app.task(name=READ_FILES, queue="default", retry=PATIENT)
def read_files(message_id: int) -> None:
    """Let the words in a message's files be found; a second run finds nothing left to read."""
    message = Message.objects.filter(pk=message_id).first()
    if message is not None:
        file_words.read_files(message)


@app.task(name=MOVE_CONVERSATIONS, queue="default", retry=PATIENT)
def move_to_category(category_id: int) -> None:
    """Let the conversations of a merged category follow it; a second run goes on where the first one ended."""
    left = Conversation.objects.filter(category=category_id)
    while ids := list(left.values_list("pk", flat=True)[: caps.RESORTED_ROWS]):
        with transaction.atomic():
            # Where it went may be merged away itself, but not during a batch.
            merged = Category.objects.select_for_update(no_key=True).get(pk=category_id)
            # Whoever chose another one meanwhile keeps it.
            left.filter(pk__in=ids).update(category=merged.merged_into_id)


@app.task(name=MOVE_ON, queue="default", retry=PATIENT)
def move_on_tag(tag_id: int) -> None:
    """Let the conversations of a merged tag follow it."""
    moved_tags.move_on(Tag.objects.get(pk=tag_id))


@app.task(name=MOVE_BACK, queue="default", retry=PATIENT)
def move_back_tag(tag_id: int, from_id: int) -> None:
    """Give a tag that was separated again its conversations back."""
    moved_tags.move_back(Tag.objects.get(pk=tag_id), Tag.objects.get(pk=from_id))


@app.task(name=LEARN, queue="default", retry=PATIENT)
def learn_tag(tag_id: int) -> None:
    """Let conversations be found by their tag's new name."""
    moved_tags.learn(Tag.objects.get(pk=tag_id))


@app.periodic(cron="23 * * * *")
@app.task(
    name="conversations.forget_uploads",
    queue="housekeeping",
    queueing_lock="forget_uploads",
    retry=PATIENT,
)
def forget_uploads(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Forget files that were uploaded long ago and never sent, unless a draft still names them."""
    before = now() - timedelta(hours=caps.UPLOAD_HOURS)
    named = Draft.objects.filter(files__contains=[OuterRef("pk")])
    named_at_start = StartDraft.objects.filter(files__contains=[OuterRef("pk")])
    named_later = LaterAnswer.objects.filter(files__contains=[OuterRef("pk")])
    with transaction.atomic():
        # Locked, so that none is attached while it goes.
        old = list(
            Attachment.objects.select_for_update(skip_locked=True)
            .filter(message=None, created_at__lt=before)
            .exclude(Exists(named) | Exists(named_at_start) | Exists(named_later))[
                : caps.SWEEP_ROWS
            ]
        )
        Attachment.objects.filter(pk__in=[file.pk for file in old]).delete()
        Blob.objects.filter(pk__in=[file.blob_id for file in old]).delete()
