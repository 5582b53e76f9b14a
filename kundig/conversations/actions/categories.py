"""make, change, move, archive, restore and merge categories; put a conversation into one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kundig.conversations import permissions, sorting_events
from kundig.conversations.models import Category, Conversation, branches
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.staff.permissions import MANAGE_SETTINGS
from kundig.staff.rights import must_see_all

MOVE_CONVERSATIONS = "conversations.move_to_category"
NEEDS = MANAGE_SETTINGS


@action("conversation.set_category", _("Set category"), needs=permissions.WORK, icon="folder")
def set_category(conversation: Conversation, *, by: Actor, category: Category | None) -> None:
    """Say what the conversation is about; None takes it out of its category.

    What was merged stands for where it went. Refused for an archived category.
    """
    if category is not None:
        category = _standing(category.pk)
        if category.archived_at is not None:
            raise Refused(_("The category %(name)s no longer exists.") % {"name": category.name})
    before = conversation.category_id
    if before == (category.pk if category else None):
        return
    conversation.category = category
    conversation.save(update_fields=["category"])
    if category is None:
        record(conversation, sorting_events.CATEGORY_CLEARED, by=by, before=before)
    else:
        named = {"category": category.pk, "before": before}
        record(conversation, sorting_events.CATEGORY_SET, by=by, **named)


@action("category.make", _("Add category"), needs=NEEDS, icon="plus", offered=False)
def make_category(
    *, by: Actor, name: str, description: str = "", under: Category | None = None
) -> Category:
    """Add a category as the last one below `under`. Refused where the name is taken there, or it is too deep."""
    must_see_all(by)
    tree = _locked_tree()
    if len(tree) >= caps.CATEGORIES:
        raise Refused(_("More than %(most)s are too many.") % {"most": caps.CATEGORIES})
    under = _below(tree, under)
    _must_fit(tree, under, height=1)
    made = Category.objects.create(
        name=_free_name(tree, name, under),
        description=one_line(description, caps.CATEGORY_SENTENCE_CHARS),
        parent=under,
        position=len(_children(tree, under)),
    )
    record(made, sorting_events.CATEGORY_MADE, by=by, label=made.name)
    return made


@action("category.change", _("Change category"), needs=NEEDS, icon="pencil", offered=False)
def change_category(category: Category, *, by: Actor, name: str, description: str) -> None:
    """Change name and description. Refused where another below the same parent has the name."""
    must_see_all(by)
    tree = _locked_tree()
    wanted = {
        "name": _free_name(tree, name, category.parent, but=category),
        "description": one_line(description, caps.CATEGORY_SENTENCE_CHARS),
    }
    changed = [field for field, value in wanted.items() if getattr(category, field) != value]
    for field in changed:
        setattr(category, field, wanted[field])
    if changed:
        category.save(update_fields=changed)
        record(
            category, sorting_events.CATEGORY_CHANGED, by=by, label=category.name, fields=changed
        )


@action(
    "category.move",
    _("Move category"),
    needs=NEEDS,
    icon="corner-up-right",
    offered=False,
    locks=False,
)
def move_category(category: Category, *, by: Actor, under: Category | None, place: int) -> None:
    """Put the category below another, or to the root, as the one of this `place` there (0 is the first).

    All below it come along. Refused below itself, and where it would stand too deep.
    """
    must_see_all(by)
    tree = _locked_tree()
    category, under = tree[category.pk], _below(tree, under)
    if under is not None and under.pk in _family(tree, category):
        raise Refused(_("A category can’t stand below itself."))
    _must_fit(tree, under, height=_height(tree, category))
    siblings = [one for one in _children(tree, under) if one.pk != category.pk]
    place = max(0, min(place, len(siblings)))
    siblings.insert(place, category)
    unmoved = category.parent_id == (under.pk if under else None)
    if unmoved and [one.position for one in siblings] == sorted({o.position for o in siblings}):
        return
    _free_name(tree, category.name, under, but=category)
    category.parent = under
    for position, one in enumerate(siblings):
        one.position = position
    Category.objects.bulk_update(siblings, ["parent", "position"])
    moved = {"label": category.name, "under": under.pk if under else None, "place": place}
    record(category, sorting_events.CATEGORY_MOVED, by=by, **moved)


@action("category.archive", _("Archive category"), needs=NEEDS, icon="archive", offered=False)
def archive_category(category: Category, *, by: Actor) -> None:
    """Offer the category no more; its conversations keep it. Refused while others stand below it."""
    must_see_all(by)
    tree = _locked_tree()
    if category.archived_at is not None:
        return
    if _children(tree, category):
        raise Refused(_("Archive or move the categories below it first."))
    category.archived_at = now()
    category.save(update_fields=["archived_at"])
    record(category, sorting_events.CATEGORY_ARCHIVED, by=by, label=category.name)


@action("category.restore", _("Restore category"), needs=NEEDS, icon="rotate-ccw", offered=False)
def restore_category(category: Category, *, by: Actor) -> None:
    """Offer an archived category again; one whose parent is gone stands at the root. Refused for a merged one."""
    must_see_all(by)
    tree = _locked_tree()
    if category.archived_at is None:
        return
    if category.merged_into_id is not None:
        raise Refused(_("The category was merged; it can’t be brought back."))
    if category.parent_id not in tree:
        category.parent = None
    _free_name(tree, category.name, category.parent, but=category)
    category.archived_at = None
    category.position = len(_children(tree, category.parent))
    category.save(update_fields=["archived_at", "parent", "position"])
    record(category, sorting_events.CATEGORY_RESTORED, by=by, label=category.name)


@action(
    "category.merge", _("Merge category"), needs=NEEDS, icon="merge", offered=False, locks=False
)
def merge_category(category: Category, *, by: Actor, into: Category) -> None:
    """Let `into` take over all conversations of a category, and what stands below it; this can't be undone.

    The conversations follow in a job, a batch at a time. Refused into itself or what stands below it.
    """
    must_see_all(by)
    tree = _locked_tree()
    target, gone = _below(tree, into), tree.get(category.pk)
    if target is None or gone is None:
        raise Refused(_("The category %(name)s no longer exists.") % {"name": category.name})
    if target.pk in _family(tree, gone):
        raise Refused(_("A category can’t be merged into itself, or into one below it."))
    children = _children(tree, gone)
    for child in children:
        _must_fit(tree, target, height=_height(tree, child))
        _free_name(tree, child.name, target)
        child.parent = target
        child.position += len(_children(tree, target))
    Category.objects.bulk_update(children, ["parent", "position"])
    Category.objects.filter(merged_into=gone).update(merged_into=target)
    gone.archived_at, gone.merged_into = now(), target
    gone.save(update_fields=["archived_at", "merged_into"])
    record(gone, sorting_events.CATEGORY_MERGED, by=by, label=gone.name, into=target.pk)
    # By name: the job knows the verbs, not the other way round.
    app.configure_task(MOVE_CONVERSATIONS, lock=f"category:{gone.pk}").defer(category_id=gone.pk)


def _standing(pk: int) -> Category:
    """Return a category, or where it went, locked: merged away meanwhile, it would leave the conversation behind."""
    found = Category.objects.select_for_update(no_key=True).get(pk=pk)
    return found if found.merged_into_id is None else _standing(found.merged_into_id)


Tree = dict[int, Category]


def _locked_tree() -> Tree:
    """Return all current categories; whoever else draws the tree waits."""
    rows = Category.objects.current().select_for_update(no_key=True).order_by("pk")
    return {category.pk: category for category in rows}


def _below(tree: Tree, category: Category | None) -> Category | None:
    if category is None:
        return None
    if category.pk not in tree:
        raise Refused(_("The category %(name)s no longer exists.") % {"name": category.name})
    return tree[category.pk]


def _children(tree: Tree, parent: Category | None) -> list[Category]:
    pk = parent.pk if parent else None
    found = [one for one in tree.values() if one.parent_id == pk]
    return sorted(found, key=lambda one: (one.position, one.pk))


def _family(tree: Tree, category: Category) -> set[int]:
    """Return the category and all that stand below it, at whatever depth."""
    found = {category.pk}
    for child in _children(tree, category):
        found |= _family(tree, child)
    return found


def _height(tree: Tree, category: Category) -> int:
    return 1 + max((_height(tree, child) for child in _children(tree, category)), default=0)


def _must_fit(tree: Tree, under: Category | None, *, height: int) -> None:
    depths = {branch.category.pk: branch.depth for branch in branches(tree.values())}
    depth = depths[under.pk] + 1 if under else 0
    if depth + height > caps.CATEGORY_DEPTH:
        raise Refused(
            _("Categories can stand %(most)s deep at most.") % {"most": caps.CATEGORY_DEPTH}
        )


def _free_name(
    tree: Tree, text: str, under: Category | None, *, but: Category | None = None
) -> str:
    name = one_line(text, caps.CATEGORY_CHARS)
    if not name:
        raise Refused(_("The name is empty."))
    for one in _children(tree, under):
        if one.name.lower() == name.lower() and (but is None or one.pk != but.pk):
            raise Refused(_("“%(name)s” exists there already.") % {"name": name})
    return name
