"""make, change, remove: which other systems tell of a customer. For whoever arranges all teams alone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.embedded import events
from kundig.conversations.embedded.addresses import card_address
from kundig.conversations.embedded.models import EmbeddedCard
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.staff.permissions import MANAGE_SETTINGS as NEEDS
from kundig.staff.rights import limits


@action("embedded_card.make", _("Add card"), needs=NEEDS, icon="plus", offered=False)
def make(*, by: Actor, title: str, address: str) -> EmbeddedCard:
    """Let a card of another system stand beside conversations. Refused for addresses that may not be asked."""
    if EmbeddedCard.objects.count() >= caps.EMBEDDED_CARDS:
        raise Refused(_("There are %(most)s cards already.") % {"most": caps.EMBEDDED_CARDS})
    title, address = _cleaned(by, title, address)
    card = EmbeddedCard.objects.create(title=title, address=address)
    record(card, events.MADE, by=by, title=card.title)
    return card


@action("embedded_card.change", _("Change card"), needs=NEEDS, icon="pencil", offered=False)
def change(card: EmbeddedCard, *, by: Actor, title: str, address: str) -> None:
    """Give the card another heading or address. Refused as for a new one."""
    title, address = _cleaned(by, title, address)
    if (title, address) != (card.title, card.address):
        card.title, card.address = title, address
        card.save(update_fields=["title", "address"])
        record(card, events.CHANGED, by=by, title=title)


@action("embedded_card.remove", _("Remove card"), needs=NEEDS, icon="trash-2", offered=False)
def remove(card: EmbeddedCard, *, by: Actor) -> None:
    """Ask the other system no more."""
    _must_reach_all(by)
    record(card, events.REMOVED, by=by, title=card.title)
    card.delete()


def _cleaned(by: Actor, title: str, address: str) -> tuple[str, str]:
    _must_reach_all(by)
    title = one_line(title, caps.EMBEDDED_TITLE_CHARS)
    if not title:
        raise Refused(_("The title is empty."))
    return title, card_address(address)


def _must_reach_all(by: Actor) -> None:
    # A card tells of everybody's customers.
    if limits(by) is not None:
        raise NotAllowed(_("You don’t have the right to do this."))
