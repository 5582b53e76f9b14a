"""What programs get to see of each thing: every field is named here, nothing comes along by itself."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from django.db.models import Manager, Model, QuerySet
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from kundig.api.webhooks import models as hooks
from kundig.channels.email import models as mail
from kundig.channels.email.protected.models import Scheme, Source, Trust
from kundig.conversations import models as heart
from kundig.conversations.bulk import models as bulk
from kundig.conversations.incidents import models as incidents
from kundig.conversations.macros import models as macros
from kundig.conversations.recipients import Fate
from kundig.conversations.snippets import models as snippets
from kundig.core import models as ground
from kundig.customers import models as people
from kundig.customers.merging import models as merging
from kundig.staff import models as staff


class Shape(BaseModel):
    """One thing as JSON. `joins` and `fetches` name what a list must load along with its rows."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    joins: ClassVar[tuple[str, ...]] = ()
    fetches: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def load(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return `rows` with everything that the shape shows."""
        return rows.select_related(*cls.joins).prefetch_related(*cls.fetches)

    @classmethod
    def tell(cls, thing: Any) -> dict[str, Any]:
        """Return one thing as JSON."""
        return cls.model_validate(thing).model_dump(mode="json")


def _all(value: Any) -> Any:
    return list(value.all()) if isinstance(value, Manager) else value


def _names(value: Any) -> Any:
    return [thing.name for thing in _all(value)]


Names = Annotated[list[str], BeforeValidator(_names)]


class Named(Shape):
    """A reference to another thing, with its name."""

    id: int
    name: str


class Conversation(Shape):
    """One matter with one customer."""

    joins = ("customer", "channel", "team", "assignee", "category", "status")
    fetches = ("tags",)

    id: int
    subject: str
    state: heart.State
    status: Named | None
    priority: heart.Priority
    customer: Named
    channel: Named
    team: Named | None
    assignee: Named | None
    category: Named | None
    # Values of the organisation's own fields, by their keys.
    fields: dict[str, Any]
    tags: Names
    language: str
    preview: str
    message_count: int
    failed_count: int
    is_spam: bool
    merged_into: int | None = Field(validation_alias="merged_into_id")
    # The conversation that this one is a side conversation about.
    beside: int | None = Field(validation_alias="beside_id")
    created_at: datetime
    last_activity_at: datetime
    waiting_since: datetime | None
    # Empty although the state is "snoozed": until the customer writes.
    snoozed_until: datetime | None
    # Why it came back from snoozing by itself: "time", "answer" or "side".
    back_because: str
    resolved_at: datetime | None
    closed_at: datetime | None


class Status(Named):
    """A word of the organisation's own inside one of the five states; `name` is in the caller's language."""

    name_de: str
    name_en: str
    state: heart.State
    tone: heart.Tone
    is_default: bool


class Link(Shape):
    """The conversation `source` is to the conversation `target` what `relation` says."""

    source: int = Field(validation_alias="source_id")
    relation: heart.Relation
    target: int = Field(validation_alias="target_id")
    made_at: datetime


class Claim(Shape):
    """A name and an address as a mail claims them: they prove nothing."""

    name: str = ""
    address: str = ""


class Attachment(Shape):
    """A file; its content lies at `attachments/{id}`."""

    id: UUID
    name: str
    content_type: str
    size: int
    is_inline: bool
    # Kinds of sensitive data that its words seem to hold: "card", "account", "password", "key".
    holds: list[str]
    # What it was is for those alone who may open confidential mail.
    is_locked: bool
    created_at: datetime


class Recipient(Shape):
    """What became of an answer for one recipient; `words` are their server's own."""

    address: str
    fate: Fate
    reason: str = ""
    words: str = ""


class Delivery(Shape):
    """How an answer fares on its way out."""

    state: heart.DeliveryState
    due_at: datetime
    attempts: int
    error: str
    sent_at: datetime | None
    recipients: list[Recipient]


class Proof(Shape):
    """What one method found out about a sender: "spf", "dkim" or "dmarc", its result, and for which domain."""

    method: str
    result: str
    domain: str


class Person(Shape):
    """Somebody as a card names them; strangers wrote it."""

    name: str = ""
    address: str = ""


class Attendee(Shape):
    """Somebody who is asked to an appointment; `answer` in the words of RFC 5545, "" where none is known."""

    person: Person
    answer: str = ""


class InvitationCard(Shape):
    """An appointment that a message asks for, answers to or calls off (RFC 5546).

    Times are in UTC, `all_day` ones midnights; `recurrence` names one of a series, and `sequence` tells how
    often the organizer has changed it.
    """

    kind: Literal["invitation"]
    method: Literal["request", "reply", "cancel", "publish"]
    starts: datetime
    ends: datetime | None = None
    all_day: bool = False
    repeats: bool = False
    uid: str = ""
    sequence: int = 0
    recurrence: str = ""
    summary: str = ""
    place: str = ""
    description: str = ""
    organizer: Person
    attendees: list[Attendee] = []


class ContactCard(Shape):
    """A business card."""

    kind: Literal["contact"]
    name: str = ""
    organisation: str = ""
    addresses: list[str] = []
    phones: list[str] = []


class ForwardedCard(Shape):
    """A mail within the mail: who wrote that one, when, and what."""

    kind: Literal["forwarded"]
    sender: Person
    subject: str = ""
    date: datetime | None = None
    text: str = ""


Card = Annotated[InvitationCard | ContactCard | ForwardedCard, Field(discriminator="kind")]


class Signature(Shape):
    """One signature; `verdict` "good" is the only good one. Whose it is, as far as its key tells."""

    verdict: str
    scheme: str = ""
    address: str = ""
    name: str = ""
    fingerprint: str = ""


class ProtectedPart(Shape):
    """A part of a message that was signed or encrypted alone, and what it says."""

    text: str
    encrypted: bool
    signatures: list[Signature]


class Protection(Shape):
    """How a message is signed and encrypted; all empty for what is neither.

    `encrypted` is "whole", "part" or "", `trouble` why it stayed closed. Of an answer: whether it went out
    `signed`, and why it did not (`unsigned`) although its mailbox signs.
    """

    scheme: str = ""
    encrypted: str = ""
    trouble: str = ""
    signatures: list[Signature] = []
    parts: list[ProtectedPart] = []
    signed: bool = False
    unsigned: str = ""


class Message(Shape):
    """One utterance. `visible_text` is what is new in it, `text` is everything.

    `formatted` is the same as cleaned HTML, of what was written here with formatting.
    """

    joins = ("customer", "agent", "delivery")
    fetches = ("attachments",)

    id: int
    conversation: int = Field(validation_alias="conversation_id")
    direction: heart.Direction
    channel: int | None = Field(validation_alias="channel_id")
    customer: Named | None
    agent: Named | None
    sender: Claim
    to: list[Claim]
    cc: list[Claim]
    bcc: list[Claim]
    # "proven", "unproven", "failed"; empty where nobody has checked.
    sender_check: str
    sender_proofs: list[Proof]
    protection: Protection
    # Appointments, contacts and mails within it.
    cards: list[Card]
    # Ids of the messages that this one passes on.
    forwards: list[int]
    subject: str
    text: str
    visible_text: str
    formatted: str
    automatic: str
    warnings: list[str]
    # Its words are kept from programs as from most people.
    is_confidential: bool
    attachments: Annotated[list[Attachment], BeforeValidator(_all)]
    delivery: Delivery | None = None
    created_at: datetime
    withdrawn_at: datetime | None


class KnownKey(Shape):
    """Somebody else's certificate or public key, for one of their addresses. Private keys are shown to nobody."""

    id: int
    scheme: Scheme
    address: str
    name: str
    fingerprint: str
    public: str
    source: Source
    trust: Trust
    is_vouched: bool
    proven_at: datetime | None
    can_encrypt: bool
    expires_at: datetime | None
    revoked_at: datetime | None
    first_seen_at: datetime
    seen_at: datetime


class Event(Shape):
    """One fact of a conversation's history: what happened, through whom, and the details.

    `actor_kind` is agent, customer or system; `cause` is the event that led to this one.
    """

    id: int
    kind: str
    at: datetime
    actor_kind: str
    actor_id: int | None
    data: dict[str, Any]
    cause: int | None = Field(validation_alias="cause_id")


class AuditEntry(Shape):
    """One act that matters for security: who did it, to what, and the details.

    `matter` sorts the kinds; `actor_kind` is agent, customer, system or stranger.
    """

    id: int
    at: datetime
    matter: ground.Matter
    kind: str
    actor_kind: str
    actor_id: int | None
    subject_kind: str
    subject_id: int | None
    data: dict[str, Any]


class Promise(Shape):
    """Something that a customer was promised; without `accepted_at` it was only read in an answer."""

    id: int
    conversation: int = Field(validation_alias="conversation_id")
    message: int | None = Field(validation_alias="message_id")
    words: str
    due_at: datetime
    made_at: datetime
    accepted_at: datetime | None
    kept_at: datetime | None
    broken_at: datetime | None


class LaterAnswer(Shape):
    """An answer that waits for its moment; `later_answers/{id}/cancel` makes it a draft again."""

    joins = ("agent",)

    id: int
    conversation: int = Field(validation_alias="conversation_id")
    agent: Named
    text: str
    send_at: datetime
    made_at: datetime


class Move(Shape):
    """Messages that went from one conversation to another; `moves/{id}/undo` brings them back."""

    id: int
    kind: heart.Move.Kind
    source: int = Field(validation_alias="source_id")
    target: int = Field(validation_alias="target_id")
    messages: list[int] = Field(validation_alias="message_ids")
    made_at: datetime
    undone_at: datetime | None


class Tag(Named):
    """A word that sorts conversations. Whoever names a merged one means the tag `merged_into`."""

    description: str
    archived_at: datetime | None
    merged_into: int | None = Field(validation_alias="merged_into_id")


class View(Shape):
    """A list of the desk that somebody made; `conditions` say which conversations it holds, `sharing` who has it."""

    joins = ("owner", "team")

    id: int
    name: str
    icon: str
    conditions: dict[str, Any]
    order: heart.ViewOrder
    columns: list[str]
    sharing: heart.Sharing
    owner: Named
    team: Named | None
    created_at: datetime
    removed_at: datetime | None


class Category(Shape):
    """What a conversation is about; `parent` is the category above it, null at the top."""

    id: int
    name: str
    description: str
    parent: int | None = Field(validation_alias="parent_id")


class Snippet(Shape):
    """A text by language; an `agent` has it alone, else a team, and without both everybody."""

    joins = ("agent", "team")

    id: int
    title: str
    shortcut: str
    folder: str
    texts: dict[str, str]
    agent: Named | None
    team: Named | None
    use_count: int
    used_at: datetime | None


class Macro(Shape):
    """Several verbs at once: each step is a verb (`do`) with its `value`."""

    joins = ("agent", "team")

    id: int
    title: str
    steps: list[dict[str, Any]]
    agent: Named | None
    team: Named | None
    use_count: int


class Incident(Shape):
    """One cause of many conversations."""

    id: int
    title: str
    stage: incidents.Stage
    description: str
    workaround: str
    made_at: datetime
    resolved_at: datetime | None


class Round(Shape):
    """An answer to everybody whom an incident concerns."""

    id: int
    begun_at: datetime
    ended_at: datetime | None
    cancelled_at: datetime | None


class BulkRun(Shape):
    """A verb for many conversations; `counts` say what became of them, `reasons` why some were left as they were."""

    id: int
    verb: str
    value: int | str | None
    progress: bulk.Progress
    total: int
    counts: dict[str, int]
    reasons: dict[str, int]
    created_at: datetime


class Channel(Shape):
    """A way in and out: a mailbox, for instance."""

    joins = ("team",)

    id: int
    kind: str
    name: str
    address: str
    team: Named | None
    is_open: bool


class Address(Shape):
    """One way to reach a customer."""

    id: int
    kind: people.AddressKind
    value: str
    failed_at: datetime | None
    complained_at: datetime | None


class Customer(Shape):
    """A person outside; `fields` are the organisation's own."""

    joins = ("company",)
    fetches = ("addresses",)

    id: int
    name: str
    company: Named | None
    language: str
    is_vip: bool
    fields: dict[str, Any]
    addresses: Annotated[list[Address], BeforeValidator(_all)]
    created_at: datetime


class CustomerNote(Shape):
    """A remark of the staff about a customer."""

    id: int
    customer: int = Field(validation_alias="customer_id")
    text: str
    author_kind: str
    author_id: int | None
    created_at: datetime


class Company(Shape):
    """An organisation outside; whoever writes from one of its `domains` belongs to it."""

    fetches = ("domains",)

    id: int
    name: str
    domains: Names
    created_at: datetime


class CompanyNote(Shape):
    """A remark of the staff about a company."""

    id: int
    company: int = Field(validation_alias="company_id")
    text: str
    author_kind: str
    author_id: int | None
    created_at: datetime


class Merge(Shape):
    """Two entries that became one; its `undo` takes them apart again."""

    id: int
    source: int = Field(validation_alias="source_id")
    target: int = Field(validation_alias="target_id")
    made_at: datetime
    undone_at: datetime | None


class MergedCustomers(Merge):
    """Two entries of one person; `customer_merges/{id}/undo` takes them apart again."""


class MergedCompanies(Merge):
    """Two entries of one company; `company_merges/{id}/undo` takes them apart again."""


class Level(Shape):
    """A level of support; `rank` 1 is asked first."""

    id: int
    name: str
    rank: int


class Team(Shape):
    """People who answer the same matters; an archived team gets nothing new."""

    joins = ("level",)

    id: int
    name: str
    level: Named | None
    archived_at: datetime | None


class Agent(Shape):
    """A person who answers."""

    joins = ("role",)
    fetches = ("teams",)

    id: int
    name: str
    email: str
    role: Named
    teams: Annotated[list[Named], BeforeValidator(_all)]
    availability: staff.Availability
    availability_words: str
    is_active: bool


class Webhook(Shape):
    """An address that is told of events; `teams` narrow what the agent who made it sees, none: to nothing less.

    `failing_since` is empty while its receiver answers; `off_reason` is hand, gone, failing, owner or rights. Its
    secret is never shown.
    """

    joins = ("agent",)
    fetches = ("teams",)

    id: int
    name: str
    address: str
    agent: Named
    kinds: list[str]
    teams: Annotated[list[Named], BeforeValidator(_all)]
    created_at: datetime
    failing_since: datetime | None
    answered_at: datetime | None
    off_at: datetime | None
    off_reason: str


class WebhookAttempt(Shape):
    """One request and the beginning of what came back; without a status no answer came."""

    at: datetime
    seconds: float
    status: int | None
    answer: str


class WebhookDelivery(Shape):
    """One event on its way to one webhook; `message_id` is the header `webhook-id`, `event` null for a test."""

    joins = ("event",)
    fetches = ("attempts",)

    id: int
    message_id: str
    webhook: int = Field(validation_alias="webhook_id")
    event: int | None = Field(validation_alias="event_id")
    kind: str
    state: hooks.WebhookDeliveryState
    created_at: datetime
    due_at: datetime
    delivered_at: datetime | None
    attempts: Annotated[list[WebhookAttempt], BeforeValidator(_all)]


class WebhookData(Shape):
    """What a webhook tells: the event, and what it is about as that is now. A test tells of nothing.

    `message` is there where the event speaks of one, unless it is very long.
    """

    event: Event | None = None
    conversation: Conversation | None = None
    message: Message | None = None
    customer: Customer | None = None
    company: Company | None = None


class WebhookPayload(Shape):
    """The body of a webhook's request; `type` is the kind of event, `timestamp` when it happened."""

    type: str
    timestamp: datetime
    data: WebhookData


# How the result of a verb is shown.
SHAPES: dict[type[Model], type[Shape]] = {
    heart.Conversation: Conversation,
    heart.Message: Message,
    heart.Attachment: Attachment,
    heart.Move: Move,
    heart.LaterAnswer: LaterAnswer,
    heart.Promise: Promise,
    heart.SavedView: View,
    heart.Category: Category,
    heart.Status: Status,
    heart.Tag: Tag,
    snippets.Snippet: Snippet,
    bulk.BulkRun: BulkRun,
    macros.Macro: Macro,
    incidents.Incident: Incident,
    incidents.Round: Round,
    heart.Channel: Channel,
    ground.Event: Event,
    mail.KnownKey: KnownKey,
    people.Customer: Customer,
    people.Address: Address,
    people.CustomerNote: CustomerNote,
    people.Company: Company,
    people.CompanyNote: CompanyNote,
    merging.CustomerMerge: MergedCustomers,
    merging.CompanyMerge: MergedCompanies,
    staff.Level: Level,
    staff.Team: Team,
    staff.Agent: Agent,
    hooks.Webhook: Webhook,
    hooks.WebhookDelivery: WebhookDelivery,
}


class Problem(Shape):
    """What was wrong: a fixed word, a sentence, and for input the sentences of each field."""

    code: str
    message: str
    fields: dict[str, list[str]] | None = None


class ErrorAnswer(Shape):
    """The one shape of every answer that is no success."""

    error: Problem


@cache
def page_of(shape: type[Shape]) -> type[Shape]:
    """Return the shape of one page of a list: `items`, and the cursor of the `next` page."""
    return create_model(
        f"{shape.__name__}Page",
        __base__=Shape,
        __doc__="One page of a list; `next` is the cursor of the following one, null at the end.",
        items=(list[shape], ...),  # type: ignore[valid-type]  # a class made at run time
        next=(str | None, ...),
    )
