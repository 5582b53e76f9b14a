"""The five states that verbs and figures go by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a conversation stands."""

    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting for customer")
    SNOOZED = "snoozed", _("Snoozed")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


class Back(models.TextChoices):
    """Why a snoozed conversation came back by itself, as its row says it."""

    TIME = "time", _("Back: time reached")
    ANSWER = "answer", _("Back: the customer answered")
    SIDE = "side", _("Back: answered beside")
