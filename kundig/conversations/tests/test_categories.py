"""Categories: a tree that is drawn, archived and merged, and conversations that are put into it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.jobs import move_to_category
from kundig.conversations.models import Category, Conversation, branches
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.staff.models import Agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def adas(client: Client, ada: Agent) -> Client:
    """Ada, signed in."""
    client.force_login(ada)
    return client


def made(name: str, under: Category | None = None) -> Category:
    return actions.make_category(by=SYSTEM, name=name, under=under)


def tree() -> list[str]:
    return [branch.words for branch in branches(Category.objects.current())]


def test_the_tree_keeps_its_order() -> None:
    delivery, invoice = made("Lieferung"), made("Rechnung")
    made("Verspätet", delivery)
    made("Beschädigt", delivery)
    assert tree() == [
        "Lieferung",
        "Lieferung › Verspätet",
        "Lieferung › Beschädigt",
        "Rechnung",
    ]
    actions.move_category(delivery, by=SYSTEM, under=invoice, place=0)
    actions.move_category(delivery, by=SYSTEM, under=invoice, place=0)
    assert tree()[:2] == ["Rechnung", "Rechnung › Lieferung"]
    assert Event.objects.filter(kind="category.moved").count() == 1


def test_nothing_stands_below_itself_or_too_deep() -> None:
    top = deepest = made("0")
    for number in range(1, caps.CATEGORY_DEPTH):
        deepest = made(str(number), deepest)
    with pytest.raises(Refused):
        made("zu tief", deepest)
    with pytest.raises(Refused):
        actions.move_category(top, by=SYSTEM, under=deepest, place=0)
    with pytest.raises(Refused):
        actions.merge_category(top, by=SYSTEM, into=deepest)


def test_a_name_stands_once_below_one_parent() -> None:
    top = made("Lieferung")
    made("Sonstiges", top)
    made("Sonstiges")
    with pytest.raises(Refused):
        made("SONSTIGES", top)


def test_a_conversation_is_put_into_a_category_once(
    conversation: Conversation, anna: Agent
) -> None:
    category = made("Rechnung")
    actions.set_category(conversation, by=anna.actor, category=category)
    actions.set_category(conversation, by=anna.actor, category=category)
    actions.set_category(conversation, by=anna.actor, category=None)
    kinds = Event.objects.filter(kind__startswith="conversation.category_")
    assert list(kinds.order_by("pk").values_list("kind", flat=True)) == [
        "conversation.category_set",
        "conversation.category_cleared",
    ]


def test_a_reader_may_not_choose(conversation: Conversation, rita: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.set_category(conversation, by=rita.actor, category=made("Rechnung"))


def test_what_is_archived_is_not_chosen_and_comes_back(conversation: Conversation) -> None:
    top = made("Lieferung")
    below = made("Verspätet", top)
    with pytest.raises(Refused):
        actions.archive_category(top, by=SYSTEM)
    actions.archive_category(below, by=SYSTEM)
    actions.archive_category(top, by=SYSTEM)
    with pytest.raises(Refused):
        actions.set_category(conversation, by=SYSTEM, category=below)
    actions.restore_category(below, by=SYSTEM)
    assert tree() == ["Verspätet"]


def test_merged_categories_take_their_conversations_along(conversation: Conversation) -> None:
    first, second, third = made("Alt"), made("Neu"), made("Neuer")
    below = made("Kind", first)
    actions.set_category(conversation, by=SYSTEM, category=first)
    actions.merge_category(first, by=SYSTEM, into=second)
    actions.merge_category(second, by=SYSTEM, into=third)
    assert tree() == ["Neuer", "Neuer › Kind"]
    move_to_category(first.pk)
    conversation.refresh_from_db()
    assert conversation.category == third
    below.refresh_from_db()
    assert below.parent == third
    # Whoever still names the old one means where it went.
    actions.set_category(conversation, by=SYSTEM, category=None)
    actions.set_category(conversation, by=SYSTEM, category=first)
    assert conversation.category == third


def test_the_page_moves_by_steps(adas: Client) -> None:
    first, second = made("Lieferung"), made("Rechnung")
    page = adas.get(reverse("categories")).text
    assert "Lieferung" in page
    adas.post(reverse("category-step", args=[second.pk]), {"step": "up"})
    assert tree() == ["Rechnung", "Lieferung"]
    adas.post(reverse("category-step", args=[first.pk]), {"step": "in"})
    assert tree() == ["Rechnung", "Rechnung › Lieferung"]
    adas.post(reverse("category-step", args=[first.pk]), {"step": "out"})
    adas.post(reverse("category-step", args=[first.pk]), {"step": "down"})
    assert tree() == ["Rechnung", "Lieferung"]
    adas.post(reverse("category-move", args=[first.pk]), {"under": "", "place": "0"})
    assert tree() == ["Lieferung", "Rechnung"]


def test_the_pages_add_change_and_merge(adas: Client, conversation: Conversation) -> None:
    adas.post(reverse("category-make"), {"name": "Lieferung", "description": "Wo bleibt es?"})
    category = Category.objects.get()
    adas.post(reverse("category", args=[category.pk]), {"name": "Versand"})
    assert tree() == ["Versand"]
    assert adas.post(reverse("category-merge", args=[category.pk])).status_code == 422
    target = made("Sonstiges")
    adas.post(reverse("category-merge", args=[category.pk]), {"into": target.pk})
    assert tree() == ["Sonstiges"]
    adas.post(reverse("conversation-set-category", args=[conversation.pk]), {"category": target.pk})
    conversation.refresh_from_db()
    assert conversation.category == target
    menu = adas.get(reverse("conversation-categories", args=[conversation.pk])).text
    assert "Sonstiges" in menu
