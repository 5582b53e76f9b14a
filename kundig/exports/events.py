"""What happens to exports; all of it stands in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import Word, declare
from kundig.core.models import Matter
from kundig.exports.models import Format

FORMAT = Word(dict(Format.choices))

ASKED = declare(
    "export.asked",
    _("{actor} exports a list as {format}"),
    icon="download",
    fields={"format": FORMAT},
    audited=Matter.DATA,
)
CONVERSATION_EXPORTED = declare(
    "conversation.exported",
    _("{actor} exported the conversation as {format}"),
    icon="download",
    fields={"format": FORMAT, "notes": bool, "files": bool},
    audited=Matter.DATA,
)
LARGE = declare(
    "export.large",
    _("{actor} exports more than {rows} conversations"),
    icon="shield-alert",
    fields={"rows": int},
    audited=Matter.DATA,
)
CANCELLED = declare(
    "export.cancelled", _("{actor} cancelled an export"), icon="x", audited=Matter.DATA
)
FETCHED = declare(
    "export.fetched",
    _("{actor} downloaded an export"),
    icon="download",
    fields={"rows": int},
    audited=Matter.DATA,
)
