"""Which checks of answers are switched off."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kundig.staff.models import Agent


class AnswerChecks(models.Model):
    """The checks that are off: for one agent, or for everybody where `agent` is empty. Without a row all are on."""

    agent = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="answer_checks"
    )
    # Names of `answer_check.CHECKS`.
    off = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        verbose_name_plural = "answer checks"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agent"], nulls_distinct=False, name="answer_checks_once"
            )
        ]

    def __str__(self) -> str:
        return ", ".join(self.off)
