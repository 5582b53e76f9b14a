"""Which kinds of sensitive data are looked for."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SensitiveData(models.Model):
    """The organisation's choice of kinds; the row is made with the first change, until then all are looked for."""

    kinds = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="sensitive_data_is_one")
        ]

    def __str__(self) -> str:
        return ", ".join(self.kinds)
