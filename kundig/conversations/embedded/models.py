"""EmbeddedCard: where another system tells of a customer. CardKey: by what it knows that Kundig asks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kundig.core.models import Secret
from kundig.core.time import now


class EmbeddedCard(models.Model):
    """One card: its heading, and the address that is asked for it."""

    title = models.CharField(_("title"), max_length=60)
    address = models.CharField(_("address"), max_length=500)
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class CardKey(models.Model):
    """The key pair by which other systems know this installation; there is one."""

    # The public key of RFC 8032, base64url.
    public = models.CharField(max_length=60)
    private = models.ForeignKey(Secret, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(pk=1), name="card_key_is_one")
        ]

    def __str__(self) -> str:
        return self.public
