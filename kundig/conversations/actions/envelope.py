"""To whom a message goes, and from which of our addresses: checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.errors import Refused
from kundig.core.mail_address import is_mail_address
from kundig.core.text import one_line


@dataclass(frozen=True)
class Envelope:
    """Recipients by what they see of each other; nobody stands in it twice. Empty `to`: the customer."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    sender: str = ""

    @classmethod
    def checked(
        cls,
        *,
        to: Sequence[str] = (),
        cc: Sequence[str] = (),
        bcc: Sequence[str] = (),
        sender: str = "",
    ) -> Envelope:
        """Return the envelope; Refused for what is no mail address, and for too many."""
        if len(to) + len(cc) + len(bcc) > caps.COPIES_PER_MESSAGE:
            raise Refused(_("These are too many recipients of one message."))
        seen: set[str] = set()
        return cls(_new(to, seen), _new(cc, seen), _new(bcc, seen), sender)


NOBODY = Envelope()


def people(addresses: Sequence[str]) -> list[dict[str, str]]:
    """Return addresses as messages keep them."""
    return [{"name": "", "address": address} for address in addresses]


def _new(addresses: Sequence[str], seen: set[str]) -> tuple[str, ...]:
    """Return those addresses that nobody named before, and remember them."""
    found = []
    for address in map(_checked, addresses):
        if address.lower() not in seen:
            seen.add(address.lower())
            found.append(address)
    return tuple(found)


def _checked(address: str) -> str:
    address = address.strip()
    if not is_mail_address(address):
        raise Refused(_("“%(address)s” is no mail address.") % {"address": one_line(address, 80)})
    return address
