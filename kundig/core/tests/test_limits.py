"""Rate limits: buckets that nobody uses any more go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kundig.core import limits
from kundig.core.jobs import forget_buckets
from kundig.core.models import Bucket


@pytest.mark.django_db
def test_buckets_of_yesterday_are_forgotten() -> None:
    for key in ("old", "new"):
        assert limits.allow(key, size=1, per_seconds=3_600)
    Bucket.objects.filter(key="old").update(at=timezone.now() - timedelta(days=2))
    forget_buckets(0)
    assert list(Bucket.objects.values_list("key", flat=True)) == ["new"]
    assert not limits.allow("new", size=1, per_seconds=3_600)
    assert limits.allow("old", size=1, per_seconds=3_600)
