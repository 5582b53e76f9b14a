"""merge and undo: two entries of one person, or of one company, become one, always reversible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.core.time import now
from kundig.customers.erasing.models import Erasure
from kundig.customers.merging import belongings, events
from kundig.customers.merging.models import CompanyMerge, CustomerMerge, Merge, SamePerson
from kundig.customers.merging.permissions import MERGE
from kundig.customers.merging.same.look import look
from kundig.customers.merging.values import choose, put, take_back
from kundig.customers.models import Company, Customer


@dataclass(frozen=True)
class _Words:
    """What is recorded about entries of one kind."""

    merged: str
    merged_away: str
    separated: str


_CUSTOMER = _Words(events.MERGED, events.MERGED_AWAY, events.SEPARATED)
_COMPANY = _Words(events.COMPANY_MERGED, events.COMPANY_MERGED_AWAY, events.COMPANY_SEPARATED)


@action("customer.merge", _("Merge into another customer"), needs=MERGE, icon="merge", locks=False)
def merge_customer(
    customer: Customer, *, by: Actor, into: Customer, keep: Sequence[str] = ()
) -> CustomerMerge:
    """Give everything of this customer to `into`, whose entry stays; undo with `undo_customer_merge`.

    The values of `into` stay, empty ones are filled; `keep` names those that stay of this customer:
    "name", "company", "language", "vip" and "fields.key". Refused where one of them is or was erased.
    """
    _hold(customer, into, by)
    _must_not_be_erased(customer, into)
    merge = CustomerMerge(source=customer, target=into, by_kind=by.kind, by_id=by.id)
    _merge(merge, by, keep, _CUSTOMER)
    return merge


@action("company.merge", _("Merge into another company"), needs=MERGE, icon="merge", locks=False)
def merge_company(
    company: Company, *, by: Actor, into: Company, keep: Sequence[str] = ()
) -> CompanyMerge:
    """Give people, mail domains and notes of this company to `into`; undo with `undo_company_merge`.

    The name of `into` stays unless `keep` names "name".
    """
    _hold(company, into, by)
    merge = CompanyMerge(source=company, target=into, by_kind=by.kind, by_id=by.id)
    _merge(merge, by, keep, _COMPANY)
    return merge


@action("customer_merge.undo", _("Separate customers again"), needs=MERGE, icon="split")
def undo_customer_merge(merge: CustomerMerge, *, by: Actor) -> None:
    """Take two entries apart again; twice changes nothing.

    What came later stays, except what belongs to an address that goes back. Values that were changed
    since stay, too. Refused where the entry that stayed has gone into another one meanwhile, or was erased.
    """
    if merge.undone_at is None:
        _must_not_be_erased(merge.source, merge.target)
    _undo(merge, by, _CUSTOMER)


@action("company_merge.undo", _("Separate companies again"), needs=MERGE, icon="split")
def undo_company_merge(merge: CompanyMerge, *, by: Actor) -> None:
    """Take two companies apart again, as `undo_customer_merge` does with people; twice changes nothing."""
    _undo(merge, by, _COMPANY)


@action(
    "customer_merge.complete",
    _("Gather what came while two customers were merged"),
    needs=MERGE,
    icon="merge",
    offered=False,
)
def complete(merge: CustomerMerge, *, by: Actor) -> None:  # noqa: ARG001  # every verb knows who does it
    """Let what was written in the moment of the merge follow it; nothing where nothing was, or it is undone."""
    if merge.undone_at is not None:
        return
    end = merge.target
    while end.merged_into is not None:
        end = end.merged_into
    _lock_pair(merge.source, end)
    late = belongings.move(merge.source, end)
    if late:
        for label, ids in late.items():
            merge.moved[label] = [*merge.moved.get(label, []), *ids]
        merge.save(update_fields=["moved"])


@action(
    "customer.look_for_same",
    _("Look for other entries of a customer"),
    needs=MERGE,
    icon="users",
    offered=False,
)
def look_for_same(customer: Customer, *, by: Actor) -> None:  # noqa: ARG001  # every verb knows who does it
    """Bring the offers of who may be the same person up to date; nothing is merged by it."""
    with connection.cursor() as cursor:
        # Two entries that come at once: the second look sees what the first one has kept.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('customer.look_for_same'))")
    look(customer)


@action("same_person.deny", _("Not the same person"), needs=MERGE, icon="x", offered=False)
def deny(pair: SamePerson, *, by: Actor) -> None:
    """Remember that two entries are two people; twice changes nothing."""
    if pair.denied_at is not None:
        return
    pair.denied_at = now()
    pair.save(update_fields=["denied_at"])
    record(pair.one, events.NOT_THE_SAME, by=by, other=pair.other_id)
    record(pair.other, events.NOT_THE_SAME, by=by, other=pair.one_id)


def _must_not_be_erased(*customers: Customer) -> None:
    """Whoever is erased is nobody any more: what came to them would stay, and nothing could be told apart."""
    if Erasure.objects.filter(customer__in=customers).exists():
        raise Refused(_("One of the entries was erased, or is just being erased."))


def _hold(source: Any, target: Any, by: Actor) -> None:
    """Lock what moves and then both ends, and see that they may and can be merged."""
    belongings.hold(source)
    _lock_pair(source, target)
    for thing in (source, target):
        if not by.may(MERGE, thing):
            raise NotAllowed(_("You don’t have the right to do this."))
    if source == target:
        raise Refused(_("These are one entry already."))
    if source.merged_into_id or target.merged_into_id:
        raise Refused(_("One of the entries was merged already."))


def _lock_pair(one: models.Model, other: models.Model) -> None:
    """Lock both in the order of their ids; a message that comes meanwhile may still name them."""
    for thing in sorted((one, other), key=lambda thing: thing.pk):
        lock(thing)


def _merge(merge: Merge, by: Actor, keep: Sequence[str], words: _Words) -> None:
    source, target = merge.source, merge.target
    merge.changed = choose(source, target, keep)
    merge.moved = belongings.move(source, target)
    merge.save(force_insert=True)
    put(target, {name: after for name, (_before, after) in merge.changed.items()})
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    record(target, words.merged, by=by, source=source.pk, merge=merge.pk)
    record(source, words.merged_away, by=by, target=target.pk, merge=merge.pk)


def _undo(merge: Merge, by: Actor, words: _Words) -> None:
    if merge.undone_at is not None:
        return
    source, target = merge.source, merge.target
    belongings.hold(target)
    _lock_pair(source, target)
    if target.merged_into_id:
        raise Refused(_("The entry was merged into another one since: separate these two first."))
    belongings.bring_back(merge)
    put(target, take_back(target, merge.changed))
    source.merged_into = None
    source.save(update_fields=["merged_into"])
    merge.undone_at = now()
    merge.save(update_fields=["undone_at"])
    for thing, other in ((target, source), (source, target)):
        record(thing, words.separated, by=by, other=other.pk, merge=merge.pk)
