"""What the composer is told beforehand: whether an answer will be signed and encrypted, and why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kundig.channels.email.correspondents import Recipients
from kundig.channels.email.models import KnownKey, Mailbox, OwnKey, ProtectionRule
from kundig.channels.email.protected.keyring import waiting_for
from kundig.channels.email.protected.sending import plan
from kundig.channels.permissions import MANAGE
from kundig.conversations.models import Channel
from kundig.conversations.protection_offers import Offer, WaitingKey
from kundig.core.actor import Actor
from kundig.staff.rights import limits

# So many waiting keys are told of.
_SHOWN = 3


def offer(
    channel: Channel, sender: str, recipients: Sequence[str], wanted: Mapping[str, Any]
) -> Offer | None:
    """Return what would become of an answer; None where the mailbox has neither keys nor a rule."""
    mailbox = Mailbox.objects.filter(channel=channel).first()
    if mailbox is None or not _is_set_up(mailbox):
        return None
    people = Recipients(tuple(recipients), (), ())
    usual = plan(mailbox, wanted, sender, people)
    can_sign = plan(mailbox, {"sign": True, "encrypt": False}, sender, people)
    can_encrypt = plan(mailbox, {"sign": False, "encrypt": True}, sender, people)
    has_people = bool(recipients)
    return Offer(
        signs=bool(usual.key) or usual.must_sign,
        encrypts=(usual.encrypts and has_people) or usual.must_encrypt,
        why_not_signed="" if can_sign.key else _why_not_signed(can_sign.unsigned),
        why_not_encrypted="" if can_encrypt.encrypts else _why_not_encrypted(can_encrypt.missing),
        must_encrypt=plan(mailbox, {"encrypt": False}, sender, people).must_encrypt,
        waiting=tuple(map(_waiting, waiting_for(recipients)[:_SHOWN])),
    )


def _waiting(key: KnownKey) -> WaitingKey:
    page = f"{reverse('keys')}?{urlencode({'q': key.address})}"
    return WaitingKey(key.address, key.shown_fingerprint, page, _may_confirm)


def _may_confirm(actor: Actor) -> bool:
    """Tell whether somebody may decide about keys: they count for all mailboxes."""
    return actor.may(MANAGE) and limits(actor) is None


def _is_set_up(mailbox: Mailbox) -> bool:
    return (
        OwnKey.objects.filter(mailbox=mailbox, retired_at=None).exists()
        or ProtectionRule.objects.filter(mailbox=mailbox).exists()
    )


def _why_not_signed(reason: str) -> str:
    if reason == "expired":
        return _("The mailbox’s key has expired.")
    return _("The mailbox has no key for this sender.")


def _why_not_encrypted(missing: Sequence[str]) -> str:
    return _("No key for {addresses}.").format(addresses=", ".join(missing[:5]))
