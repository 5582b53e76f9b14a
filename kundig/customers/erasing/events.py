"""What happens to people who are erased."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import Word, declare
from kundig.core.models import Matter
from kundig.customers.erasing.models import Reason

REASON = Word(dict(Reason.choices))

ASKED = declare(
    "customer.erasing",
    _("{actor} lets a customer be erased: {reason}"),
    icon="trash-2",
    fields={"reason": REASON},
    audited=Matter.DATA,
)
ERASED = declare(
    "customer.erased",
    _("{actor} erased a customer"),
    icon="trash-2",
    audited=Matter.DATA,
)
