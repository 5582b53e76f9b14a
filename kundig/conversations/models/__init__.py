"""Nouns of the heart, one file per subject."""

from __future__ import annotations

from kundig.conversations.models.answer_checks import AnswerChecks
from kundig.conversations.models.blocked_sender import BlockedSender
from kundig.conversations.models.category import Branch, Category, CategoryQuerySet, branches
from kundig.conversations.models.channel import Channel, ChannelAddress, ChannelQuerySet
from kundig.conversations.models.conversation import (
    BACK_AT,
    NEVER,
    URGENCY,
    WAITING,
    Conversation,
    ConversationQuerySet,
    Priority,
    Seen,
    named_rows,
)
from kundig.conversations.models.delivery import Delivery, DeliveryState
from kundig.conversations.models.drafts import Draft, StartDraft
from kundig.conversations.models.files import Attachment, FileLink, FileText
from kundig.conversations.models.follower import Follower
from kundig.conversations.models.later_answer import LaterAnswer
from kundig.conversations.models.linked import ConversationLink, Relation, links_of
from kundig.conversations.models.mention import Mention
from kundig.conversations.models.message import Direction, Message
from kundig.conversations.models.move import Move
from kundig.conversations.models.own_field import ConversationField, shown_fields
from kundig.conversations.models.presence import Doing, Presence
from kundig.conversations.models.promise import Promise
from kundig.conversations.models.saved_view import (
    SavedView,
    SavedViewQuerySet,
    Sharing,
    ViewOrder,
    ViewPlace,
    may_share,
)
from kundig.conversations.models.search_entry import SearchEntry
from kundig.conversations.models.sensitive_data import SensitiveData
from kundig.conversations.models.state import Back, State
from kundig.conversations.models.status import Status, Tone
from kundig.conversations.models.tag import FormerTag, Tag, TagQuerySet
from kundig.conversations.models.thanks import Thanks

__all__ = [
    "BACK_AT",
    "NEVER",
    "URGENCY",
    "WAITING",
    "AnswerChecks",
    "Attachment",
    "Back",
    "BlockedSender",
    "Branch",
    "Category",
    "CategoryQuerySet",
    "Channel",
    "ChannelAddress",
    "ChannelQuerySet",
    "Conversation",
    "ConversationField",
    "ConversationLink",
    "ConversationQuerySet",
    "Delivery",
    "DeliveryState",
    "Direction",
    "Doing",
    "Draft",
    "FileLink",
    "FileText",
    "Follower",
    "FormerTag",
    "LaterAnswer",
    "Mention",
    "Message",
    "Move",
    "Presence",
    "Priority",
    "Promise",
    "Relation",
    "SavedView",
    "SavedViewQuerySet",
    "SearchEntry",
    "Seen",
    "SensitiveData",
    "Sharing",
    "StartDraft",
    "State",
    "Status",
    "Tag",
    "TagQuerySet",
    "Thanks",
    "Tone",
    "ViewOrder",
    "ViewPlace",
    "branches",
    "links_of",
    "may_share",
    "named_rows",
    "shown_fields",
]
