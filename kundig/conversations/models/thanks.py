"""Whether a mere thank-you lets a conversation rest."""

from __future__ import annotations

from django.db import models


class Thanks(models.Model):
    """The organisation's choice; the row is made with the first change, until then conversations rest."""

    lets_rest = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "thanks"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="thanks_is_one")]

    def __str__(self) -> str:
        return "rests" if self.lets_rest else "comes back"
