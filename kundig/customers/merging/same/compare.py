"""Why two entries may be one person: a pure comparison of what is known about them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.customers.merging.same.names import Likeness, is_role, likeness, words_of

# Here dots in the name of a mailbox mean nothing, and both names lead to the same one.
_WITHOUT_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
_DIGITS = re.compile(r"\D+")
_LAST_NUMBER = re.compile(r"\d+$")
# Of a phone number: country codes and the 0 before the area are written in many ways.
_COMPARED_DIGITS = 8


class Reason(models.TextChoices):
    """What speaks for it."""

    MAILBOX = "mailbox", _("Two spellings of one mailbox")
    COMPANY = "company", _("Same name at the same company")
    PHONE = "phone", _("Same phone number")
    ANSWERED = (
        "answered",
        _("Has answered in a conversation of the other one, from another address"),
    )


@dataclass(frozen=True)
class Known:
    """What is known about one entry; `company` is any sign of it that equals the other's."""

    name: str
    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    company: str = ""


def reasons(one: Known, other: Known, *, answered: bool = False) -> list[Reason]:
    """Return what speaks for one person; nothing where the names speak against it."""
    names = likeness(one.name, other.name)
    if names == Likeness.DIFFERENT or _are_namesakes(one, other):
        return []
    alike = names in (Likeness.SAME, Likeness.FITS)
    found = {
        Reason.MAILBOX: bool(mailboxes(one) & mailboxes(other)),
        Reason.COMPANY: names == Likeness.SAME and "" != one.company == other.company,
        # Families and companies share a number.
        Reason.PHONE: alike and bool(numbers(one) & numbers(other)),
        Reason.ANSWERED: alike and answered,
    }
    return [reason for reason, holds in found.items() if holds]


def signs(known: Known) -> Iterator[str]:
    """Return texts of which entries that may be one person share at least one."""
    for mailbox in mailboxes(known):
        yield f"m {mailbox}"
    for number in numbers(known):
        yield f"p {number}"
    words = words_of(known.name)
    if known.company and len(words) > 1:
        yield f"n {' '.join(sorted(words))} {known.company}"


def mailboxes(known: Known) -> set[str]:
    """Return the mailboxes to which the addresses lead, without those of departments."""
    found = set()
    for mail in known.mails:
        local, _at, domain = mail.rpartition("@")
        local = local.partition("+")[0]
        if domain in _WITHOUT_DOTS:
            local, domain = local.replace(".", ""), _WITHOUT_DOTS[domain]
        if local and not is_role(local):
            found.add(f"{local}@{domain}")
    return found


def numbers(known: Known) -> set[str]:
    """Return the phone numbers by their last digits, without what is too short to be somebody's."""
    digits = (_DIGITS.sub("", phone) for phone in known.phones)
    return {text[-_COMPARED_DIGITS:] for text in digits if len(text) >= _COMPARED_DIGITS}


def _are_namesakes(one: Known, other: Known) -> bool:
    """Whether a company told two people of one name apart by a number: hans.meier@ and hans.meier2@."""
    pairs = itertools.product(_locals(one), _locals(other))
    return any(
        at == there and first != second and _unnumbered(first) == _unnumbered(second)
        for (first, at), (second, there) in pairs
    )


def _unnumbered(local: str) -> str:
    return _LAST_NUMBER.sub("", local)


def _locals(known: Known) -> list[tuple[str, str]]:
    parts = (mail.rpartition("@") for mail in known.mails)
    return [(local.partition("+")[0], domain) for local, _at, domain in parts]
