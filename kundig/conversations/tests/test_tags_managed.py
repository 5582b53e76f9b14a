"""Tags as administrators arrange them: made, renamed, archived, merged and separated again."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions, permissions
from kundig.conversations.jobs import learn_tag, move_back_tag, move_on_tag
from kundig.conversations.models import Conversation, FormerTag, SearchEntry, Tag
from kundig.conversations.offered import offered_tags
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.staff.models import Agent
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def adas(client: Client, ada: Agent) -> Client:
    """Ada, signed in."""
    client.force_login(ada)
    return client


@pytest.fixture
def urgent() -> Tag:
    return actions.make_tag(by=SYSTEM, name="Eilt")


@pytest.fixture
def hurried() -> Tag:
    return actions.make_tag(by=SYSTEM, name="Dringend")


def names(conversation: Conversation) -> list[str]:
    return list(conversation.tags.values_list("name", flat=True))


def another(one: Conversation) -> Conversation:
    return make.conversation(customer=one.customer)


def merged(tag: Tag, into: Tag) -> None:
    actions.merge_tag(tag, by=SYSTEM, into=into)
    move_on_tag(tag_id=tag.pk)


def separated(tag: Tag, from_tag: Tag) -> None:
    tag.refresh_from_db()
    actions.separate_tag(tag, by=SYSTEM)
    move_back_tag(tag_id=tag.pk, from_id=from_tag.pk)


def test_conversations_follow_a_merged_tag_and_come_back(
    conversation: Conversation, urgent: Tag, hurried: Tag
) -> None:
    both, none = another(conversation), another(conversation)
    for one, given in ((conversation, ["Eilt"]), (both, ["Eilt", "Dringend"]), (none, [])):
        for name in given:
            actions.tag(one, by=SYSTEM, name=name)
    merged(urgent, hurried)
    assert [names(one) for one in (conversation, both, none)] == [["Dringend"], ["Dringend"], []]
    separated(urgent, hurried)
    assert [names(one) for one in (conversation, both, none)] == [
        ["Eilt"],
        ["Dringend", "Eilt"],
        [],
    ]
    assert not FormerTag.objects.exists()


def test_what_lost_the_other_tag_since_gets_none_back(
    conversation: Conversation, urgent: Tag, hurried: Tag
) -> None:
    actions.tag(conversation, by=SYSTEM, name="Eilt")
    merged(urgent, hurried)
    actions.untag(conversation, by=SYSTEM, name="Dringend")
    separated(urgent, hurried)
    assert names(conversation) == []


def test_whoever_names_a_merged_tag_means_where_it_went(
    conversation: Conversation, urgent: Tag, hurried: Tag
) -> None:
    last = actions.make_tag(by=SYSTEM, name="Sofort")
    merged(urgent, hurried)
    merged(hurried, last)
    actions.tag(conversation, by=SYSTEM, name="eilt")
    assert names(conversation) == ["Sofort"]
    actions.untag(conversation, by=SYSTEM, name="EILT")
    assert names(conversation) == []


def test_tags_are_separated_in_the_order_in_which_they_went(urgent: Tag, hurried: Tag) -> None:
    last = actions.make_tag(by=SYSTEM, name="Sofort")
    merged(urgent, hurried)
    merged(hurried, last)
    urgent.refresh_from_db()
    with pytest.raises(Refused):
        actions.separate_tag(urgent, by=SYSTEM)
    separated(hurried, last)
    separated(urgent, hurried)


def test_views_ask_for_the_tag_that_is_left(anna: Agent, urgent: Tag, hurried: Tag) -> None:
    view = make.saved_view(owner=anna)
    view.conditions = {
        "match": "all",
        "of": [
            {"field": "tags", "operator": "any_of", "value": [urgent.pk, hurried.pk]},
            {
                "match": "none",
                "of": [{"field": "tags", "operator": "any_of", "value": [urgent.pk]}],
            },
            {"field": "assignee", "operator": "is", "value": [urgent.pk]},
        ],
    }
    view.save()
    merged(urgent, hurried)
    view.refresh_from_db()
    either, without, assignee = view.conditions["of"]
    assert either["value"] == [hurried.pk]
    assert without["of"][0]["value"] == [hurried.pk]
    assert assignee["value"] == [urgent.pk]


def test_a_tag_is_merged_once_and_not_into_itself(urgent: Tag, hurried: Tag) -> None:
    with pytest.raises(Refused):
        actions.merge_tag(urgent, by=SYSTEM, into=urgent)
    merged(urgent, hurried)
    merged(urgent, hurried)
    with pytest.raises(Refused):
        actions.merge_tag(hurried, by=SYSTEM, into=urgent)
    assert Event.objects.filter(kind="tag.merged").count() == 1


def test_the_old_name_of_a_tag_means_the_new_one(conversation: Conversation, urgent: Tag) -> None:
    actions.tag(conversation, by=SYSTEM, name="Eilt")
    actions.change_tag(urgent, by=SYSTEM, name="Feuerwehr", description="Brennt heute.")
    actions.change_tag(urgent, by=SYSTEM, name="Feuerwehr", description="Brennt heute.")
    learn_tag(tag_id=urgent.pk)
    actions.tag(conversation, by=SYSTEM, name="eilt")
    assert names(conversation) == ["Feuerwehr"]
    assert "feuerwehr" in SearchEntry.objects.get(pk=conversation.pk).document
    assert Event.objects.filter(kind="tag.changed").count() == 1


def test_an_archived_tag_is_kept_and_given_no_more(conversation: Conversation, urgent: Tag) -> None:
    actions.tag(conversation, by=SYSTEM, name="Eilt")
    actions.archive_tag(urgent, by=SYSTEM)
    actions.archive_tag(urgent, by=SYSTEM)
    assert names(conversation) == ["Eilt"]
    with pytest.raises(Refused):
        actions.tag(another(conversation), by=SYSTEM, name="Eilt")
    assert urgent not in offered_tags()
    actions.restore_tag(urgent, by=SYSTEM)
    assert urgent in offered_tags()


def test_who_may_make_no_tags_chooses_from_those_there_are(
    conversation: Conversation, anna: Agent, urgent: Tag
) -> None:
    anna.role.permissions.remove(permissions.MAKE_TAGS)
    anna.role.save()
    anna = Agent.objects.get(pk=anna.pk)
    actions.tag(conversation, by=anna.actor, name="Eilt")
    with pytest.raises(Refused):
        actions.tag(conversation, by=anna.actor, name="Ganz neu")
    assert names(conversation) == ["Eilt"]


def test_tags_used_lately_are_offered_first(conversation: Conversation, urgent: Tag) -> None:
    for name in ("Anfrage", "Zubehör"):
        actions.make_tag(by=SYSTEM, name=name)
    actions.tag(conversation, by=SYSTEM, name="Zubehör")
    offered = offered_tags(another(conversation))
    assert [tag.name for tag in offered] == ["Zubehör", "Anfrage", "Eilt"]
    assert [tag.name for tag in offered_tags(conversation)] == ["Anfrage", "Eilt"]


def test_agents_arrange_no_tags(anna: Agent, urgent: Tag, hurried: Tag) -> None:
    with pytest.raises(NotAllowed):
        actions.merge_tag(urgent, by=anna.actor, into=hurried)
    with pytest.raises(NotAllowed):
        actions.make_tag(by=anna.actor, name="Neu")


def test_the_pages_do_it_all(adas: Client, conversation: Conversation, urgent: Tag) -> None:
    actions.tag(conversation, by=SYSTEM, name="Eilt")
    adas.post(reverse("tag-make"), {"name": "Dringend", "description": "Heute noch."})
    hurried = Tag.objects.get(name="Dringend")
    page = adas.get(reverse("tag", args=[urgent.pk])).text
    assert "1 Gespräch" in page
    adas.post(reverse("tag-merge", args=[urgent.pk]), {"into": hurried.pk})
    assert "Eilt → Dringend" in adas.get(reverse("tags")).text
    adas.post(reverse("tag-separate", args=[urgent.pk]))
    adas.post(reverse("tag", args=[hurried.pk]), {"name": "Sofort", "description": ""})
    adas.post(reverse("tag-archive", args=[urgent.pk]))
    adas.post(reverse("tag-restore", args=[urgent.pk]))
    found = adas.get(reverse("tags"), {"q": "sof"}).text
    assert "Sofort" in found
    assert "Eilt</a>" not in found


def test_a_name_that_is_taken_is_told(adas: Client, urgent: Tag, hurried: Tag) -> None:
    answer = adas.post(reverse("tag", args=[urgent.pk]), {"name": "DRINGEND"})
    assert answer.status_code == 422
    assert "Dringend" in answer.text
    urgent.refresh_from_db()
    assert urgent.name == "Eilt"
