"""The organisation's own statuses, each inside one of the five states."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models.state import State
from kundig.core import caps


class Tone(models.TextChoices):
    """How a status stands out in lists."""

    PLAIN = "", _("Plain")
    ACCENT = "accent", _("Highlighted")
    NOTE = "note", _("Internal (yellow)")
    MET = "met", _("Good (green)")
    SOON = "soon", _("Soon due (amber)")
    BREACHED = "breached", _("Overdue (red)")


class StatusQuerySet(models.QuerySet["Status"]):
    """Statuses, narrowed by adjectives."""

    def current(self) -> StatusQuerySet:
        """Leave out what was archived."""
        return self.filter(archived_at=None)


class Status(models.Model):
    """A finer word for a state. Verbs and figures go by the state; the database gives whatever enters a state its default.

    A conversation's status always belongs to its state: a trigger keeps that true, whoever changes either.
    """

    name_de = models.CharField(_("name in German"), max_length=caps.STATUS_CHARS)
    # Empty: the German one stands for it.
    name_en = models.CharField(_("name in English"), max_length=caps.STATUS_CHARS, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    tone = models.CharField(max_length=10, choices=Tone.choices, default=Tone.PLAIN, blank=True)
    # Among those of the same state.
    position = models.PositiveSmallIntegerField(default=0)
    is_default = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True)

    objects = StatusQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "statuses"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Lower("name_de"), "state", condition=Q(archived_at=None), name="status_once"
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(is_default=True, archived_at=None),
                name="status_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        is_german = (get_language() or "").startswith("de")
        return self.name_de if is_german else self.name_en or self.name_de
