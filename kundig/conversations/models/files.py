"""Files of messages: what they say, and links to those that are too large to go along."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kundig.conversations.models.message import Message
from kundig.core.models import Blob
from kundig.core.pictures import PICTURES
from kundig.core.time import now
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent


class Attachment(models.Model):
    """A file of a message; `id` is random and says nothing about it. Uploaded files have no message yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(
        Message, null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    # Found by looking at the bytes, not by believing the sender.
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=255, blank=True)
    is_inline = models.BooleanField(default=False)
    # Kinds of sensitive data that its words seem to hold, until they are masked: see `sensitive`.
    holds = ArrayField(models.CharField(max_length=20), default=list)
    # What it was is for those who may open confidential mail; others get `cleaned`, where there is such a thing.
    is_locked = models.BooleanField(default=False)
    cleaned = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["created_at", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Tell whether a page should try to show it."""
        return self.content_type in PICTURES

    @property
    def is_closed(self) -> bool:
        """Tell whether most people can't open it in any form."""
        return self.is_locked and self.cleaned_id is None

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see the file: that of a message, or an own upload."""
        if self.message is None:
            return self.uploaded_by_id == grants.agent_id
        return self.message.is_within(grants)


class FileText(models.Model):
    """The words in a file, for the search; a file that has none, or could not be read, has an empty one."""

    attachment = models.OneToOneField(
        Attachment, primary_key=True, on_delete=models.CASCADE, related_name="words"
    )
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"words of {self.attachment_id}"


class FileLink(models.Model):
    """A file that its readers fetch from us, because it is too large to go along; until it expires or is revoked."""

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="link")
    made_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    fetched_count = models.PositiveIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link to {self.attachment_id}"

    @property
    def is_live(self) -> bool:
        """Tell whether the file can be fetched."""
        return self.revoked_at is None and self.expires_at > now()
