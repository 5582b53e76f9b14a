"""The noun: Erasure, that a person was erased, without a word about who it was."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.core.time import now
from kundig.customers.models import Customer


class Reason(models.TextChoices):
    """Why; a choice, because words of one's own would name the person again."""

    REQUEST = "request", _("The person asks for it (Article 17)")
    OBJECTION = "objection", _("The person objects to the use of their data (Article 21)")
    PURPOSE = "purpose", _("The data is no longer needed")
    UNLAWFUL = "unlawful", _("The data should never have been stored")


class Erasure(models.Model):
    """The erasing of one customer: asked for once, gone through by a job."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="erasure")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    asked_at = models.DateTimeField(default=now)
    steps = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"erasure of {self.customer_id}"
