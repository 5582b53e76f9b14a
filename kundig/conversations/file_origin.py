"""A second host for strangers' files (`KUNDIG_FILES_URL`): no cookie ever goes there, so nothing that opens there is anybody.

An address of it is signed for one file and one agent, holds for a minute, and asks anew whether the agent
may see the file. Without the setting, files come from Kundig's own host, sealed by their headers.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.utils.http import urlencode

from kundig.conversations.confidential import may_open_file
from kundig.conversations.models import Attachment, Conversation
from kundig.core import caps
from kundig.staff.models import Agent

_SALT = "file on its own host"


def visible_file(agent: Agent, pk: UUID) -> Attachment | None:
    """Return a file of a visible conversation, or one that the agent has just uploaded; None for any other."""
    visible = Conversation.objects.visible_to(agent.actor)
    mine = Q(message=None, uploaded_by=agent)
    return Attachment.objects.filter(Q(message__conversation__in=visible) | mine, pk=pk).first()


def address_of(file: Attachment, agent: Agent, *, download: bool, original: bool = False) -> str:
    """Return where `agent` gets the file within the next minute; with `original` as it came, although it is locked."""
    token = signing.dumps([str(file.pk), agent.pk, original], salt=_SALT)
    query = "?" + urlencode({"download": ""}) if download else ""
    return f"{settings.FILES_URL}/{token}/{query}"


@dataclass(frozen=True)
class Named:
    """A file that an address names, and whether as it came."""

    file: Attachment
    original: bool


def file_of(token: str) -> Named | None:
    """Return the file that an address names, while it holds and its agent may see it; None otherwise."""
    try:
        pk, agent_pk, original = signing.loads(token, salt=_SALT, max_age=caps.FILE_ADDRESS_SECONDS)
    except (signing.BadSignature, ValueError):
        return None
    agent = Agent.objects.filter(pk=agent_pk, is_active=True).first()
    file = visible_file(agent, UUID(pk)) if agent else None
    if agent is None or file is None or (file.is_closed and not original):
        return None
    return Named(file, original) if not original or may_open_file(agent.actor, file) else None
