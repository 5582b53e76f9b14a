"""What conditions can say of a conversation, and of the customer it is with."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import (
    Attachment,
    Category,
    Channel,
    Conversation,
    ConversationField,
    Follower,
    Priority,
    State,
    Status,
    Tag,
    branches,
)
from kundig.conversations.permissions import GROUP
from kundig.core.conditions import ME, MY_TEAMS, NOBODY, Asker, Catalogue, Choice, Field
from kundig.core.conditions.fields import Many, Words
from kundig.core.conditions.operators import (
    CHOICE,
    LIST,
    MOMENT,
    NUMBER,
    TEXT,
    YES_NO_BY_MOMENT,
)
from kundig.core.conditions.own import Declared, names_own, own_conditions
from kundig.core.languages import LANGUAGES
from kundig.customers import permissions as customers
from kundig.customers.condition_fields import (
    CUSTOMER_FIELDS,
    declared_fields,
    own_customer_fields,
)
from kundig.staff.models import Agent, Team
from kundig.staff.rights import limits

TIMES = _("Times")
OWN = _("Own fields")


def _teams(asker: Asker) -> Sequence[Choice]:
    teams, own = Team.objects.current(), limits(asker.actor)
    if own is not None:
        teams = teams.filter(pk__in=own)
    named = teams.values_list("pk", "name")
    return [(MY_TEAMS, _("one of my teams")), (NOBODY, _("no team")), *named]


def _people(_asker: Asker) -> Sequence[Choice]:
    return [(ME, _("me")), *Agent.objects.active().values_list("pk", "name")]


def _agents(asker: Asker) -> Sequence[Choice]:
    own, *others = _people(asker)
    return [own, (NOBODY, _("nobody")), *others]


def _channels(asker: Asker) -> Sequence[Choice]:
    return [*Channel.objects.visible_to(asker.actor).values_list("pk", "name")]


def _tags(_asker: Asker) -> Sequence[Choice]:
    return [*Tag.objects.filter(merged_into=None).values_list("pk", "name")]


def _categories(_asker: Asker) -> Sequence[Choice]:
    paths = [(one.category.pk, one.words) for one in branches(Category.objects.current())]
    return [(NOBODY, _("no category")), *paths]


def _statuses(_asker: Asker) -> Sequence[Choice]:
    return [(NOBODY, _("no status")), *((one.pk, one.name) for one in Status.objects.current())]


def _tag_ids(conversation: Conversation) -> list[int]:
    return [tag.pk for tag in conversation.tags.all()]


def _follower_ids(conversation: Conversation) -> list[int]:
    return [agent.pk for agent in conversation.followers.all()]


def _file_ids(conversation: Conversation) -> list[Any]:
    return [
        file.pk for message in conversation.messages.all() for file in message.attachments.all()
    ]


def _moment(name: str, label: Words, **words: Words) -> Field:
    return Field(name, label, MOMENT, name, operator.attrgetter(name), words=words, group=TIMES)


def _of_customer(field: Field) -> Field:
    return field.of("customer", lambda conversation: conversation.customer, customers.GROUP)


CONVERSATION_FIELDS = Catalogue(
    [
        Field(
            "state",
            _("State"),
            CHOICE,
            "state",
            lambda one: one.state,
            choices=lambda _asker: State.choices,
            group=GROUP,
        ),
        Field(
            "status",
            _("Own status"),
            CHOICE,
            "status",
            lambda one: one.status_id,
            choices=_statuses,
            group=GROUP,
        ),
        Field(
            "assignee",
            _("Assignee"),
            CHOICE,
            "assignee",
            lambda one: one.assignee_id,
            choices=_agents,
            words={
                "is": _("it is assigned to {value}"),
                "is_not": _("it is not assigned to {value}"),
            },
            group=GROUP,
        ),
        Field(
            "team",
            _("Team"),
            CHOICE,
            "team",
            lambda one: one.team_id,
            choices=_teams,
            group=GROUP,
        ),
        Field(
            "priority",
            _("Priority"),
            CHOICE,
            "priority",
            lambda one: one.priority,
            choices=lambda _asker: Priority.choices,
            group=GROUP,
        ),
        Field(
            "tags",
            _("Tags"),
            LIST,
            "tag",
            _tag_ids,
            choices=_tags,
            many=Many(Conversation.tags.through.objects.all, "conversation"),
            words={
                "any_of": _("it has the tag {value}"),
                "all_of": _("it has the tag {value_and}"),
                "none_of": _("it does not have the tag {value}"),
                "filled": _("it has tags"),
                "empty": _("it has no tags"),
            },
            group=GROUP,
        ),
        Field(
            "followers",
            _("Followers"),
            LIST,
            "agent",
            _follower_ids,
            choices=_people,
            many=Many(Follower.objects.all, "conversation"),
            words={
                "any_of": _("{value} follows it"),
                "all_of": _("{value_and} follow it"),
                "none_of": _("{value} does not follow it"),
                "filled": _("somebody follows it"),
                "empty": _("nobody follows it"),
            },
            group=GROUP,
        ),
        Field(
            "category",
            _("Category"),
            CHOICE,
            "category",
            lambda one: one.category_id,
            choices=_categories,
            group=GROUP,
        ),
        Field(
            "channel",
            _("Channel"),
            CHOICE,
            "channel",
            lambda one: one.channel_id,
            choices=_channels,
            group=GROUP,
        ),
        Field(
            "files",
            _("Files"),
            LIST[-2:],
            "pk",
            _file_ids,
            many=Many(Attachment.objects.all, "message__conversation"),
            words={"filled": _("it has files"), "empty": _("it has no files")},
            group=GROUP,
        ),
        Field("subject", _("Subject"), TEXT, "subject", lambda one: one.subject, group=GROUP),
        Field(
            "language",
            _("Language"),
            CHOICE,
            "language",
            lambda one: one.language,
            choices=lambda _asker: [*LANGUAGES.items(), ("", _("unknown"))],
            group=GROUP,
        ),
        Field(
            "message_count",
            _("Messages"),
            NUMBER,
            "message_count",
            lambda one: one.message_count,
            group=GROUP,
        ),
        Field(
            "failed_count",
            _("Failed answers"),
            NUMBER,
            "failed_count",
            lambda one: one.failed_count,
            group=GROUP,
        ),
        Field(
            "spam",
            _("Spam"),
            YES_NO_BY_MOMENT,
            "spam_at",
            lambda one: one.spam_at,
            words={"yes": _("it is spam"), "no": _("it is no spam")},
            group=GROUP,
        ),
        _moment(
            "waiting_since",
            _("Waiting since"),
            longer_ago=_("the customer has been waiting for more than {value_since}"),
            within_last=_("the customer has been waiting for {value_since} at most"),
            filled=_("the customer waits for us"),
            empty=_("the customer does not wait for us"),
        ),
        _moment(
            "last_activity_at",
            _("Last activity"),
            longer_ago=_("nothing has happened for more than {value_since}"),
        ),
        _moment("last_inbound_at", _("Customer’s last message")),
        _moment("last_outbound_at", _("Our last answer")),
        _moment("created_at", _("Begun")),
        _moment("resolved_at", _("Resolved")),
        _moment("snoozed_until", _("Snoozed until")),
        *map(_of_customer, CUSTOMER_FIELDS),
    ]
)


@dataclass(frozen=True)
class OwnFields:
    """The fields that the organisation has added to conversations and to customers."""

    conversations: tuple[Declared, ...] = ()
    customers: tuple[Declared, ...] = ()


NO_OWN_FIELDS = OwnFields()


def own_fields(conditions: str = "") -> OwnFields:
    """Return the fields that were added; none, without asking, where stored conditions (their JSON) name none."""
    if conditions and not names_own(conditions):
        return NO_OWN_FIELDS
    current = ConversationField.objects.current()
    return OwnFields(tuple(map(Declared.of, current)), declared_fields())


@functools.lru_cache(maxsize=8)
def conversation_fields(own: OwnFields) -> Catalogue:
    """Return all fields that conditions on conversations can name, with those that were added."""
    added = own_conditions(own.conversations, Conversation.objects.all, OWN)
    customers = map(_of_customer, own_customer_fields(own.customers))
    return Catalogue([*CONVERSATION_FIELDS, *added, *customers])
