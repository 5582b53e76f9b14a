"""Nouns of the API: IdempotencyKey."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from kundig.staff.models import Agent


class IdempotencyKey(models.Model):
    """The answer to a call that its caller may repeat, kept in the transaction of the call's effect."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=255)
    # Of method, address and body: the same key with another call is a mistake of the caller.
    call_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agent", "key"], name="idempotency_key_once")
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_created")]

    def __str__(self) -> str:
        return f"key {self.pk} of agent {self.agent_id}"
