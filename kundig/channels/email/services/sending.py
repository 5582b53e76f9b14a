"""Handing a mail to a service: as we composed it where the service takes it so, else in the fields that it wants.

Who is who in the envelope stays as the outbox knows it: whoever has the mail does not get it again. Nothing tells
whether a service has taken a mail that it did not answer for; those that know a key for it (`idempotency`) are given
one, so that asking again is no second mail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext as _

from kundig.channels.email.answers import reason_of
from kundig.channels.email.compose import Outgoing
from kundig.channels.email.services.account import api_key_of
from kundig.channels.email.services.fields import send_fields
from kundig.channels.email.services.models import MailService, SentThrough, ServiceAccount
from kundig.channels.email.services.raw import SENDERS
from kundig.channels.email.services.taken import Refusal, Taken
from kundig.channels.patience import after_sending
from kundig.conversations.models import Message
from kundig.conversations.recipients import Fate, Outcome
from kundig.core.errors import DeliveryFailed
from kundig.core.outside import Unreachable


def hand_over(
    outgoing: Outgoing, account: ServiceAccount, message: Message | None = None
) -> list[Outcome]:
    """Send a mail through the service and return what it said about each recipient.

    Raises DeliveryFailed where it did not come to that: for good where the service refuses the mail itself, and
    where the key was sealed with another one; a wrong key, too much at once or silence may be mended meanwhile.
    """
    try:
        taken = _send_all(outgoing, account, api_key_of(account))
    except InvalidTag as problem:
        raise DeliveryFailed(
            _("the mailbox’s password can’t be read with the present encryption key"),
            permanent=True,
        ) from problem
    except Refusal as problem:
        raise DeliveryFailed(str(problem), permanent=problem.is_final) from problem
    except Unreachable as problem:
        raise DeliveryFailed(str(problem), permanent=False) from problem
    if message is not None:
        after_sending(partial(_remember, message, account.service, taken))
    by_address = {one.address.lower(): one for one in taken}
    return [_outcome(address, by_address.get(address.lower())) for address in outgoing.recipients]


def _send_all(outgoing: Outgoing, account: ServiceAccount, key: str) -> list[Taken]:
    """Each copy as a mail of its own: one that is encrypted for a blind recipient goes to nobody else."""
    if outgoing.protection.get("scheme") and MailService(account.service) not in SENDERS:
        raise DeliveryFailed(
            _("this mail service can’t carry what is signed or encrypted"), permanent=True
        )
    taken: list[Taken] = []
    for copy in outgoing.copies:
        apart = replace(outgoing, recipients=list(copy.recipients), content=copy.content, apart=())
        try:
            taken += _send(apart, account, key)
        except (Refusal, Unreachable) as problem:
            if not taken:
                raise
            # What goes wrong with a further copy is said of its recipients alone: the others have theirs.
            is_final = isinstance(problem, Refusal) and problem.is_final
            taken += [
                Taken(one, refused=str(problem), is_final=is_final) for one in copy.recipients
            ]
    return taken


def _send(outgoing: Outgoing, account: ServiceAccount, key: str) -> list[Taken]:
    raw: Callable[[Outgoing, ServiceAccount, str], list[Taken]] | None
    raw = SENDERS.get(MailService(account.service))
    return (raw or send_fields)(outgoing, account, key)


def _remember(message: Message, service: str, taken: list[Taken]) -> None:
    SentThrough.objects.bulk_create(
        [
            SentThrough(message=message, service=service, service_id=id[:300])
            for id in dict.fromkeys(one.id.strip("<>") for one in taken if one.id)
        ],
        ignore_conflicts=True,
    )


def _outcome(address: str, taken: Taken | None) -> Outcome:
    if taken is None or not taken.refused:
        return Outcome(address, Fate.ACCEPTED)
    fate = Fate.REFUSED if taken.is_final else Fate.DELAYED
    return Outcome(address, fate, reason_of(taken.refused), taken.refused)
