"""note_sender: what a channel found out about who really wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.models import Message
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.text import one_line

# What is said on the message, by the verdict.
WARNING = {"failed": "sender_failed"}


@action(
    "message.note_sender",
    _("Note who wrote"),
    needs=permissions.RECEIVE,
    icon="shield-check",
    offered=False,
)
def note_sender(
    message: Message,
    *,
    by: Actor,  # noqa: ARG001  # the wrapper asks for it
    verdict: str,
    proofs: Sequence[Mapping[str, str]] = (),
) -> None:
    """Note a verdict about the sender: "proven", "unproven", "failed", or "" where it could not be checked.

    `proofs` are what it rests on: {"method": "spf", "result": "pass", "domain": "mensah.example"}.
    """
    warning = WARNING.get(verdict)
    if warning and warning not in message.warnings:
        message.warnings = [*message.warnings, warning]
    message.sender_check = verdict
    message.sender_proofs = [
        {name: one_line(proof.get(name, ""), 253) for name in ("method", "result", "domain")}
        for proof in proofs[: caps.SENDER_PROOFS]
    ]
    message.save(update_fields=["sender_check", "sender_proofs", "warnings"])
