"""Looking for other entries of a person: after each change, by what they would share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from django.db.models import Count

from kundig.core import caps
from kundig.customers.actions import is_public
from kundig.customers.merging.models import SamePerson, Sign
from kundig.customers.merging.same.compare import Known, reasons, signs
from kundig.customers.models import AddressKind, Customer

Answered = Callable[[Customer], set[int]]

_answered: list[Answered] = []


def answered_by(finder: Answered) -> None:
    """Let a room say who has answered for whom: the other people in this one's conversations, and the reverse."""
    _answered.append(finder)


def look(customer: Customer) -> None:
    """Bring the open pairs of a customer up to date; what somebody has denied stays denied."""
    found = {} if customer.merged_into_id else _found(customer)
    pairs = {(min(customer.pk, pk), max(customer.pk, pk)): why for pk, why in found.items()}
    for pair in SamePerson.objects.about(customer).filter(denied_at=None):
        if (pair.one_id, pair.other_id) not in pairs:
            pair.delete()
    for (one, other), why in pairs.items():
        SamePerson.objects.update_or_create(one_id=one, other_id=other, defaults={"reasons": why})


def known(customer: Customer) -> Known:
    """Return what is compared of a customer."""
    rows = customer.addresses.all()
    mails = tuple(row.key for row in rows if row.kind == AddressKind.MAIL)
    domains = sorted({mail.rpartition("@")[2] for mail in mails})
    company = str(customer.company_id or "") or next(
        (domain for domain in domains if not is_public(domain)), ""
    )
    phones = tuple(row.key for row in rows if row.kind == AddressKind.PHONE)
    return Known(customer.name, mails, phones, company)


def _found(customer: Customer) -> dict[int, list[str]]:
    own = known(customer)
    keys = _keep_signs(customer, own)
    answered = {pk for finder in _answered for pk in finder(customer)}
    ids = _sharing(keys) | answered
    others = Customer.objects.filter(pk__in=ids, merged_into=None).exclude(pk=customer.pk)
    compared = {
        other.pk: reasons(own, known(other), answered=other.pk in answered)
        for other in others.prefetch_related("addresses")
    }
    return {pk: [reason.value for reason in why] for pk, why in compared.items() if why}


def _keep_signs(customer: Customer, own: Known) -> set[int]:
    keys = {_key(sign) for sign in signs(own)}
    before = set(Sign.objects.filter(customer=customer).values_list("key", flat=True))
    Sign.objects.filter(customer=customer, key__in=before - keys).delete()
    Sign.objects.bulk_create(Sign(customer=customer, key=key) for key in keys - before)
    return keys


def _sharing(keys: Iterable[int]) -> set[int]:
    rows = Sign.objects.filter(key__in=keys)
    telling = rows.values("key").annotate(n=Count("pk")).filter(n__lte=caps.SIGN_SHARED)
    return set(rows.filter(key__in=telling.values("key")).values_list("customer", flat=True))


def _key(sign: str) -> int:
    digest = hashlib.blake2b(sign.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
