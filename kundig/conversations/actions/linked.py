"""link, unlink: saying how conversations belong together; resolving what a whole consists of."""

from __future__ import annotations

import contextlib

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kundig.conversations import linked_events, permissions
from kundig.conversations.actions.work import resolve
from kundig.conversations.models import (
    Conversation,
    ConversationLink,
    ConversationQuerySet,
    Relation,
    State,
    links_of,
)
from kundig.conversations.models.linked import KEPT
from kundig.core import caps
from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.errors import Missing, NotAllowed, Refused
from kundig.core.events import record

WORK = permissions.WORK


@action(
    "conversation.link", _("Link with another conversation"), needs=WORK, icon="link", locks=False
)
def link(conversation: Conversation, *, by: Actor, other: Conversation, relation: Relation) -> None:
    """Say what the conversation is to another one; two have one link at most, a new one takes its place.

    Refused with itself, where it is part of something already, and where it would be part of itself.
    """
    _lock_pair(conversation, other, by)
    if conversation == other:
        raise Refused(_("A conversation can’t be linked with itself."))
    source, target, kept = _kept(conversation, other, Relation(relation))
    before = _between(conversation, other)
    if before is not None:
        same_way = kept == Relation.RELATED or before.source_id == source.pk
        if before.relation == kept and same_way:
            return
        before.delete()
    _must_fit(source, target, kept)
    ConversationLink.objects.create(source=source, target=target, relation=kept)
    _tell(linked_events.LINKED, source, target, kept, by)


@action("conversation.unlink", _("Take off a link"), needs=WORK, icon="link", locks=False)
def unlink(conversation: Conversation, *, by: Actor, other: Conversation) -> None:
    """Take the link between two conversations off."""
    _lock_pair(conversation, other, by)
    found = _between(conversation, other)
    if found is None:
        return
    source, target = (
        (conversation, other) if found.source_id == conversation.pk else (other, conversation)
    )
    found.delete()
    _tell(linked_events.UNLINKED, source, target, Relation(found.relation), by)


@action(
    "conversation.resolve_parts",
    _("Resolve what it consists of"),
    needs=WORK,
    icon="circle-check",
    offered=False,
    locks=False,
)
def resolve_parts(conversation: Conversation, *, by: Actor) -> None:
    """Resolve the open conversations that are part of this one, as far as `by` may work on them.

    What lacks a required field stays open.
    """
    for part in open_parts(conversation, by).order_by("pk"):
        if by.may(WORK, part):
            with contextlib.suppress(Missing):
                resolve(part, by=by)


def open_parts(conversation: Conversation, by: Actor) -> ConversationQuerySet:
    """Return the conversations that are part of this one, not done yet and within the actor's sight."""
    parts = Conversation.objects.visible_to(by).exclude(state__in=[State.RESOLVED, State.CLOSED])
    return parts.filter(links_out__target=conversation, links_out__relation=Relation.CHILD_OF)


def _lock_pair(one: Conversation, other: Conversation, by: Actor) -> None:
    """Lock both in the order of their ids, as merging does."""
    for conversation in sorted((one, other), key=lambda c: c.pk):
        lock(conversation)
        if not by.may(WORK, conversation):
            raise NotAllowed(_("You don’t have the right to do this."))


def _kept(
    one: Conversation, other: Conversation, relation: Relation
) -> tuple[Conversation, Conversation, Relation]:
    return (one, other, relation) if relation in KEPT else (other, one, relation.reverse)


def _between(one: Conversation, other: Conversation) -> ConversationLink | None:
    return ConversationLink.objects.filter(
        Q(source=one, target=other) | Q(source=other, target=one)
    ).first()


def _must_fit(source: Conversation, target: Conversation, relation: Relation) -> None:
    for conversation in (source, target):
        if links_of(conversation).count() >= caps.LINKS_PER_CONVERSATION:
            raise Refused(_("One of the conversations has too many links."))
    if relation == Relation.CHILD_OF:
        if _parent_of(source.pk) is not None:
            raise Refused(_("It is part of another conversation already."))
        _must_not_circle(source, target)


def _must_not_circle(source: Conversation, target: Conversation) -> None:
    above: int | None = target.pk
    for _step in range(caps.LINK_DEPTH):
        if above is None:
            return
        if above == source.pk:
            raise Refused(_("A conversation can’t be part of itself."))
        above = _parent_of(above)
    raise Refused(_("Conversations can’t be nested so deep."))


def _parent_of(pk: int) -> int | None:
    parents = ConversationLink.objects.filter(source=pk, relation=Relation.CHILD_OF)
    return parents.values_list("target_id", flat=True).first()


def _tell(
    kind: str, source: Conversation, target: Conversation, relation: Relation, by: Actor
) -> None:
    record(source, kind, by=by, relation=relation.value, other=target.pk)
    record(target, kind, by=by, relation=relation.reverse.value, other=source.pk)
