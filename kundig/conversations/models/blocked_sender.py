"""Who is not heard any more."""

from __future__ import annotations

from django.db import models

from kundig.core.time import now


class BlockedSender(models.Model):
    """Somebody whose new conversations go to the spam view: an address, or a domain as "@evil.example"."""

    value = models.CharField(max_length=320, unique=True)
    blocked_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["value"]

    def __str__(self) -> str:
        return self.value
