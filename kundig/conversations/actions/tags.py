"""tag, untag; make, change, archive, restore, merge and separate tags."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kundig.conversations import events, permissions, sorting_events
from kundig.conversations.actions.row import add_words
from kundig.conversations.models import Conversation, SavedView, Tag
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.conditions import exchanged
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.staff.permissions import MANAGE_SETTINGS
from kundig.staff.rights import must_see_all

# Jobs, by name: they know the verbs, not the other way round.
MOVE_ON = "conversations.move_on_tag"
MOVE_BACK = "conversations.move_back_tag"
LEARN = "conversations.learn_tag"
NEEDS = MANAGE_SETTINGS


@action("conversation.tag", _("Add tag"), needs=permissions.WORK, icon="tag")
def tag(conversation: Conversation, *, by: Actor, name: str) -> None:
    """Add a tag by its name, in whatever case. A merged one stands for where it went.

    A new name makes a new tag, written like this; refused for who may not make any, and for an archived one.
    """
    entry = _standing(_named(name)) or _new(name, by)
    if entry.archived_at is not None:
        raise Refused(_("The tag %(name)s no longer exists.") % {"name": entry.name})
    if conversation.tags.filter(pk=entry.pk).exists():
        return
    if conversation.tags.count() >= caps.TAGS_PER_CONVERSATION:
        raise Refused(_("The conversation has too many tags."))
    conversation.tags.add(entry)
    add_words(conversation, entry.name)
    record(conversation, events.TAGGED, by=by, tag=entry.pk)


@action("conversation.untag", _("Remove tag"), needs=permissions.WORK, icon="tag")
def untag(conversation: Conversation, *, by: Actor, name: str) -> None:
    """Remove a tag by its name. A merged one stands for where it went."""
    entry = _standing(_named(name))
    if entry is None or not conversation.tags.filter(pk=entry.pk).exists():
        return
    conversation.tags.remove(entry)
    record(conversation, events.UNTAGGED, by=by, tag=entry.pk)


@action("tag.make", _("Make tag"), needs=NEEDS, icon="plus")
def make_tag(*, by: Actor, name: str, description: str = "") -> Tag:
    """Add a tag and a sentence that says what it is for. Refused where the name is taken, or was once."""
    must_see_all(by)
    _must_fit()
    made = Tag.objects.create(
        name=_free_name(name), description=one_line(description, caps.TAG_SENTENCE_CHARS)
    )
    record(made, sorting_events.TAG_MADE, by=by, label=made.name)
    return made


@action("tag.change", _("Change tag"), needs=NEEDS, icon="pencil")
def change_tag(tag: Tag, *, by: Actor, name: str, description: str) -> None:
    """Change name and sentence. Whoever still writes the old name, a macro for instance, means the new one.

    Refused where the name is taken, or was once, and for a merged tag.
    """
    must_see_all(by)
    _must_stand(tag)
    name, before = _free_name(name, but=tag), tag.name
    description = one_line(description, caps.TAG_SENTENCE_CHARS)
    if (name, description) == (before, tag.description):
        return
    tag.name, tag.description = name, description
    tag.save(update_fields=["name", "description"])
    if name.lower() != before.lower():
        Tag.objects.create(name=before, merged_into=tag)
    record(tag, sorting_events.TAG_CHANGED, by=by, label=name, before=before)
    if name != before:
        _defer(LEARN, tag_id=tag.pk)


@action("tag.archive", _("Archive tag"), needs=NEEDS, icon="archive")
def archive_tag(tag: Tag, *, by: Actor) -> None:
    """Offer the tag no more, and give it to no conversation; those that have it keep it."""
    must_see_all(by)
    _must_stand(tag)
    if tag.archived_at is None:
        tag.archived_at = now()
        tag.save(update_fields=["archived_at"])
        record(tag, sorting_events.TAG_ARCHIVED, by=by, label=tag.name)


@action("tag.restore", _("Restore tag"), needs=NEEDS, icon="rotate-ccw")
def restore_tag(tag: Tag, *, by: Actor) -> None:
    """Offer an archived tag again."""
    must_see_all(by)
    if tag.archived_at is not None:
        tag.archived_at = None
        tag.save(update_fields=["archived_at"])
        record(tag, sorting_events.TAG_RESTORED, by=by, label=tag.name)


@action("tag.merge", _("Merge tag"), needs=NEEDS, icon="merge", locks=False)
def merge_tag(tag: Tag, *, by: Actor, into: Tag) -> None:
    """Let `into` take over all conversations of a tag, and stand for it in views; they can be separated again.

    The conversations follow in a job, a batch at a time. Refused into itself, into one that went into others, or
    that is archived.
    """
    must_see_all(by)
    # In one order, so that two who merge at once don't wait for each other.
    rows = Tag.objects.select_for_update(no_key=True).order_by("pk").in_bulk([tag.pk, into.pk])
    gone, target = rows[tag.pk], rows[into.pk]
    if gone.merged_into_id == target.pk:
        return
    if gone == target:
        raise Refused(_("A tag can’t be merged into itself."))
    _must_stand(gone)
    _must_stand(target)
    if target.archived_at is not None:
        raise Refused(_("The tag %(name)s no longer exists.") % {"name": target.name})
    gone.merged_into, gone.archived_at = target, None
    gone.save(update_fields=["merged_into", "archived_at"])
    for view in SavedView.objects.select_for_update(no_key=True).order_by("pk"):
        conditions = exchanged(view.conditions, "tags", gone.pk, target.pk)
        if conditions != view.conditions:
            view.conditions = conditions
            view.save(update_fields=["conditions"])
    record(gone, sorting_events.TAG_MERGED, by=by, label=gone.name, into=target.pk)
    _defer(MOVE_ON, tag_id=gone.pk)


@action("tag.separate", _("Separate tag again"), needs=NEEDS, icon="split")
def separate_tag(tag: Tag, *, by: Actor) -> None:
    """Give a merged tag its conversations back, except those from which the other was taken off since.

    Views go on naming the other. Refused while that one is merged itself: it is separated first.
    """
    must_see_all(by)
    into = tag.merged_into
    if into is None:
        return
    _must_stand(into)
    tag.merged_into = None
    tag.save(update_fields=["merged_into"])
    record(tag, sorting_events.TAG_SEPARATED, by=by, label=tag.name, into=into.pk)
    _defer(MOVE_BACK, tag_id=tag.pk, from_id=into.pk)


def _named(name: str) -> Tag | None:
    """Return the tag of this name. Who merges it waits until whoever gives it to a conversation is done."""
    query = "SELECT * FROM conversations_tag WHERE lower(name) = lower(%s) FOR SHARE"
    return next(iter(Tag.objects.raw(query, [_one_name(name)])), None)


def _standing(tag: Tag | None) -> Tag | None:
    """Return a tag, or where it went."""
    while tag is not None and tag.merged_into_id is not None:
        query = "SELECT * FROM conversations_tag WHERE id = %s FOR SHARE"
        tag = next(iter(Tag.objects.raw(query, [tag.merged_into_id])))
    return tag


def _new(name: str, by: Actor) -> Tag:
    name = _one_name(name)
    if not by.may(permissions.MAKE_TAGS):
        raise Refused(
            _("There is no tag “%(name)s”. Please choose one of those there are.") % {"name": name}
        )
    _must_fit()
    made, _is_new = Tag.objects.get_or_create(name__iexact=name, defaults={"name": name})
    return made


def _one_name(text: str) -> str:
    name = one_line(text, caps.TAG_CHARS)
    if not name:
        raise Refused(_("The tag is empty."))
    return name


def _free_name(text: str, *, but: Tag | None = None) -> str:
    name = _one_name(text)
    taken = _named(name)
    if taken is not None and taken != but:
        raise Refused(_("“%(name)s” exists there already.") % {"name": taken.name})
    return name


def _must_fit() -> None:
    if Tag.objects.count() >= caps.TAGS:
        raise Refused(_("More than %(most)s are too many.") % {"most": caps.TAGS})


def _must_stand(tag: Tag) -> None:
    if tag.merged_into is not None:
        raise Refused(
            _("%(name)s was merged into %(into)s; separate them first.")
            % {"name": tag.name, "into": tag.merged_into.name}
        )


def _defer(job: str, **what: int) -> None:
    # One after the other: what one moves on the next may move back.
    app.configure_task(job, lock="tags").defer(**what)
