"""How each mailbox fares: fetched when, how much waits, what is wrong in words, and whether it is quiet for too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.channels.email.models import Grant, Mailbox
from kundig.channels.email.services.models import Posting
from kundig.channels.models import Parked, Receipt
from kundig.core import caps
from kundig.core.time import now

# One neutral sentence for each kind of trouble, with what to do: it may tell nothing about the network inside.
TROUBLE: dict[str, str | Promise] = {
    "connection": _(
        "The server can’t be reached. Please check server and port. A server in your own network must be"
        " named in KUNDIG_OWN_NETWORKS."
    ),
    "protection": _("The protected connection failed. Please check the protection."),
    "login": _("The server refuses user or password."),
    "folder": _("The server has no such folder."),
    "denied": _("The provider does not renew the sign-in. Please sign in again."),
    "client": _(
        "The provider does not know Kundig any more. Please check the client ID and its secret."
    ),
    "service_key": _("The mail service refuses the key. Please enter its API key anew."),
    "service_domain": _(
        "The mail service does not know the sending domain, or not in this region."
    ),
    "mail_elsewhere": _(
        "The mail service posts only that a mail came, and not the mail. Please let it post the whole content."
    ),
    "files_elsewhere": _(
        "The mail service kept back part of a mail, and it could not be fetched. Please check the API key, and"
        " that mail is forwarded, not stored."
    ),
    "not_understood": _(
        "The mail service posted something that Kundig does not know. Please check that each webhook has the"
        " address that is meant for it."
    ),
    "key": _(
        "The saved password was encrypted with another key and can’t be read. Please bring"
        " back the former key or enter the password again."
    ),
}


@dataclass(frozen=True)
class Health:
    """One mailbox and what its page says of it."""

    mailbox: Mailbox
    last_mail_at: datetime | None
    # What is taken in and not understood yet, and mails that are parked.
    waiting: int
    parked: int
    quiet_since: datetime | None
    grant: Grant | None

    @property
    def is_failing(self) -> bool:
        """Tell whether fetching, renewing the sign-in or the mail service goes wrong."""
        return bool(self._trouble)

    @property
    def _trouble(self) -> str:
        service = self.mailbox.service
        return (
            self.mailbox.fetch_error
            or (self.grant.trouble if self.grant else "")
            or (service.trouble if service else "")
        )

    @property
    def is_well(self) -> bool:
        """Tell whether there is nothing to do."""
        return not self.is_failing and self.quiet_since is None

    @property
    def words(self) -> str:
        """Return what is wrong and what to do; "" where nothing is."""
        if self._trouble:
            return str(TROUBLE.get(self._trouble, TROUBLE["connection"]))
        if self.quiet_since is not None:
            return str(
                _(
                    "No mail has come for unusually long. Please send a mail to the address and see whether it"
                    " arrives; if not, look at the mail server’s forwarding and at its spam folder."
                )
            )
        return ""


def health_of(mailbox: Mailbox) -> Health:
    """Return how a mailbox fares."""
    # Each by its own few rows: of all that ever came there may be millions.
    waiting = Receipt.objects.filter(channel=mailbox.channel_id, understood_at=None)
    posted = Posting.objects.filter(channel=mailbox.channel_id, read_at=None)
    parked = Parked.objects.waiting().filter(receipt__channel=mailbox.channel_id)
    last = _arrivals(mailbox)[:1]
    return Health(
        mailbox,
        last[0] if last else None,
        waiting.count() + posted.count(),
        parked.count(),
        quiet_since(mailbox),
        Grant.objects.filter(mailbox=mailbox).select_related("client").first(),
    )


def quiet_since(mailbox: Mailbox) -> datetime | None:
    """Return when the last mail came, where that is longer ago than this mailbox's own rhythm explains.

    Its longest pause of the last weeks is usual, nights and weekends included; twice that is not. A mailbox
    that gets few mails has no rhythm, and a few hours are never unusual.
    """
    arrivals = _arrivals(mailbox)
    if len(arrivals) < caps.RHYTHM_MAILS:
        return None
    pauses = [later - earlier for later, earlier in pairwise(arrivals)]
    floor = timedelta(hours=caps.SILENCE_HOURS)
    usual = max(max(pauses) * caps.SILENCE_FACTOR, floor)
    return arrivals[0] if now() - arrivals[0] > usual else None


def _arrivals(mailbox: Mailbox) -> list[datetime]:
    """The moments at which the newest mails came, the last one first."""
    since = now() - timedelta(days=caps.RHYTHM_DAYS)
    newest = Receipt.objects.filter(channel=mailbox.channel_id, received_at__gte=since)
    found = newest.order_by("-received_at").values_list("received_at", flat=True)
    return list(found[: caps.RHYTHM_MAILS_MOST])
