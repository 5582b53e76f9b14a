"""Messages as the timeline shows them: who, to whom, what is new and what is quoted, what to beware of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from kundig.conversations.cards import ShownCard, shown_cards
from kundig.conversations.invitations import Standing, standings
from kundig.conversations.markup import in_ascii
from kundig.conversations.models import Attachment, Channel, Delivery, Direction, Message
from kundig.conversations.recipients import (
    HAVE_IT,
    NEVER_GOT_IT,
    Entry,
    Fate,
    addresses,
    plain_words,
)
from kundig.conversations.rich_text import drawn
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.named import Named, fetch_named, with_names
from kundig.customers.models import Customer
from kundig.staff.models import Agent

WARNINGS: dict[str, str | Promise] = {
    "sender_unclear": _(
        "The sender is unclear: the name or address does not say who really wrote."
    ),
    "address_in_name": _("The sender’s name pretends to be another address."),
    "flood": _("Put here because its sender wrote very many mails within minutes."),
    "foreign_sender": _("Written from an address that is new in this conversation."),
    "turned": _("The sender’s name or the subject held signs that turn the direction of writing."),
    "mixed_letters": _(
        "The sender’s name mixes letters of several alphabets to look like another."
    ),
    "sender_failed": _(
        "This mail could not be confirmed to come from the domain it names, although that domain asks for"
        " it. It may be forged."
    ),
    "punycode": _("The sender’s domain is written to look like another one."),
    "reply_elsewhere": _("The answer goes to another address than the message came from."),
    "agent_address": _("The sender claims to be a colleague; a mail alone does not prove it."),
    "confidential": _(
        "This mail holds a code or a link that opens an account. Its words are kept apart: only those with the"
        " right to open confidential mail can read them."
    ),
    "holds_card": _("This message seems to hold a card number."),
    "holds_account": _("This message seems to hold a bank account number."),
    "holds_password": _("This message seems to hold a password."),
    "holds_key": _("This message seems to hold a secret key."),
    "cut": _("This message was too large and is shown in part. The original is complete."),
    "too_large": _(
        "This mail was too large to be taken in: only its headers are here. The whole mail is on the mail"
        " server."
    ),
    "unreadable": _("This message could not be read in full. The original shows all of it."),
}
FILE_WARNINGS: dict[str, str | Promise] = {
    "card": _("The file “%(file)s” seems to hold a card number."),
    "account": _("The file “%(file)s” seems to hold a bank account number."),
    "password": _("The file “%(file)s” seems to hold a password."),
    "key": _("The file “%(file)s” seems to hold a secret key."),
}
_SENDER_CHECKS: dict[str, tuple[str, str | Promise]] = {
    "proven": ("shield-check", _("The sender’s domain is confirmed.")),
    "unproven": ("shield", _("The sender’s domain is not confirmed.")),
    "failed": ("shield-alert", _("The sender may be forged.")),
}
_UNANSWERED = (
    "shield",
    _("The sender could not be checked: the name system (DNS) did not answer."),
)
# PGP/MIME (RFC 3156) and S/MIME (RFC 8551); the names are those that mail programs give.
_SEALED = {"application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
_SEALED_NAMES = {"encrypted.asc", "smime.p7m"}
_LINK = re.compile(r"https?://[^\s<>\"'()\[\]{}]*[^\s<>\"'()\[\]{}.,;:!?]")


# Of the HTML, which a frame fetches for itself, a timeline needs to know only whether there is any.
_HAS_HTML = ExpressionWrapper(~Q(html="") & Q(direction=Direction.INBOUND), BooleanField())
# What we wrote ourselves is clean and small, and stands in the page.
_FORMATTED = Case(
    When(~Q(direction=Direction.INBOUND), then="html"), default=Value(""), output_field=TextField()
)
_NOT_SHOWN = {"html", "claimed_at", "external_id", "in_reply_to", "references", "fingerprint"}
_SHOWN = (
    *(field.name for field in Message._meta.concrete_fields if field.name not in _NOT_SHOWN),
    "delivery",
)
_HAS_FILES = Exists(Attachment.objects.filter(message=OuterRef("pk")))
_NAMED = (
    Named("agent", Agent, ("name",)),
    Named("customer", Customer, ("name",)),
    Named("channel", Channel, ("address",)),
)


def for_showing(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Ask for all that `shown_messages` needs of its messages, and nothing else."""
    related = with_names(rows.select_related("delivery").only(*_SHOWN), _NAMED)
    return related.annotate(has_html=_HAS_HTML, formatted_html=_FORMATTED, has_files=_HAS_FILES)


def shown_messages(found: Iterable[Message], reader: Actor | None = None) -> list[ShownMessage]:
    """Return messages of `for_showing` with all that a timeline shows of them: one query more, however many there are.

    None where no message has files. Two others where somebody is invited, one without a `reader`, whom other
    conversations are looked through for.
    """
    messages = fetch_named(found, _NAMED)
    files = _files_of([message for message in messages if getattr(message, "has_files", False)])
    invited = standings(messages, reader)
    return [
        ShownMessage(message, tuple(files[message.pk]), invited.get(message.pk))
        for message in messages
    ]


def _files_of(messages: list[Message]) -> dict[int, list[Attachment]]:
    files: dict[int, list[Attachment]] = defaultdict(list)
    if messages:
        for file in Attachment.objects.filter(message__in=messages).select_related("link"):
            files[file.message_id or 0].append(file)
    return files


@dataclass(frozen=True)
class ShownMessage:
    """One message, its files and the words around it."""

    message: Message
    attachments: tuple[Attachment, ...] = ()
    # How the invitation in it stands; None where it holds none that can be answered.
    invitation: Standing | None = None

    @property
    def author(self) -> str:
        """Return who wrote: the name that stands on the message, or the one we know."""
        message = self.message
        if message.agent is not None:
            return message.agent.name
        if not message.is_inbound:
            return "Kundig"
        named = message.sender.get("name") or message.sender.get("address")
        return named or (message.customer.shown_name if message.customer else "?")

    @property
    def address(self) -> str:
        """Return the sender's address, its domain as the network knows it where it looks like another."""
        address: str = self.message.sender.get("address", "")
        if "punycode" not in self.message.warnings:
            return address
        local, at, domain = address.rpartition("@")
        return f"{local}{at}{in_ascii(domain)}"

    @property
    def receivers(self) -> str:
        """Return to whom it went, copies included; empty where the message does not say."""
        people = [*self.message.to, *self.message.cc]
        names = [person.get("name") or self._plain(person.get("address", "")) for person in people]
        if self.message.direction == Direction.OUTBOUND and not self.message.to:
            names = [self.message.conversation.customer.shown_name, *names]
        words = ", ".join(name for name in names[: caps.SHOWN_RECEIVERS] if name)
        more = len(names) - caps.SHOWN_RECEIVERS
        return (
            _("{names} and {number} more").format(names=words, number=more) if more > 0 else words
        )

    @property
    def hidden_receivers(self) -> str:
        """Return who got a blind copy; for colleagues alone, nobody outside learns of it."""
        names = [str(person.get("address", "")) for person in self.message.bcc]
        return ", ".join(names[: caps.SHOWN_RECEIVERS])

    def _plain(self, address: str) -> str:
        """Return our own address without the mark that leads an answer back to its conversation."""
        channel = self.message.channel
        name, _plus, _rest = address.partition("+")
        ours = channel.address if channel else ""
        return ours if ours and f"{name}@{address.rpartition('@')[2]}" == ours else address

    @property
    def sender_check(self) -> tuple[str, str] | None:
        """Return the icon and the words for what is known of the sender; None where nothing is to be said."""
        check = _SENDER_CHECKS.get(self.message.sender_check)
        if check is None and self.message.sender_proofs:
            check = _UNANSWERED
        return (check[0], str(check[1])) if check else None

    @property
    def warnings(self) -> list[str]:
        """Return what the reader should beware of."""
        words = [str(WARNINGS[name]) for name in self.message.warnings if name in WARNINGS]
        held = [(file.name, kind) for file in self.attachments for kind in file.holds]
        return words + [str(FILE_WARNINGS[kind]) % {"file": name} for name, kind in held]

    @property
    def cards(self) -> list[ShownCard]:
        """Return the appointments, contacts and mails within the message."""
        return shown_cards(self.message.cards)

    @cached_property
    def body(self) -> SafeString:
        """Return what the author wrote anew, links working."""
        if self.formatted:
            return drawn(self.formatted)
        return with_links(self.message.visible_text[: caps.SHOWN_CHARS])

    @property
    def formatted(self) -> str:
        """Return what we wrote with formatting; empty for anything else. The timeline's query worked it out."""
        return str(getattr(self.message, "formatted_html", ""))

    @cached_property
    def quote(self) -> str:
        """Return what was quoted from before."""
        whole, visible = self.message.text.strip(), self.message.visible_text.strip()
        if whole == visible:
            return ""
        rest = whole.removeprefix(visible).strip() if whole.startswith(visible) else whole
        return rest[: caps.SHOWN_CHARS]

    @property
    def files(self) -> list[Attachment]:
        """Return the attachments, without the pictures that stand within the text."""
        return [
            file
            for file in self.attachments
            if not (file.is_inline and file.content_id and (self.has_html or self.formatted))
        ]

    @property
    def is_encrypted(self) -> bool:
        """Tell whether what was written lies in a file that only its reader's key opens (PGP, S/MIME)."""
        return any(
            file.content_type in _SEALED or file.name.lower() in _SEALED_NAMES
            for file in self.attachments
        )

    @property
    def delivery(self) -> Delivery | None:
        """Return the way out of an answer; None for what did not leave through Kundig."""
        return getattr(self.message, "delivery", None)

    @property
    def recipients(self) -> list[ShownRecipient]:
        """Return what became of an answer for each recipient, where there is more to tell than one success."""
        entries = self.delivery.recipients if self.delivery else []
        if len(entries) < 2 and all(map(_says_no_more, entries)):
            return []
        return [shown_recipient(entry) for entry in entries[: caps.SHOWN_RECEIVERS]]

    @property
    def some_have_it(self) -> bool:
        """Tell whether an answer reached at least one of its recipients."""
        return bool(self.delivery and addresses(self.delivery.recipients, HAVE_IT))

    @property
    def has_html(self) -> bool:
        """Tell whether the message came as HTML; the timeline's query worked it out."""
        return bool(getattr(self.message, "has_html", False))

    @property
    def can_be_masked(self) -> bool:
        """Tell whether it holds what it should not, and that has not been masked."""
        held = any(name.startswith("holds_") for name in self.message.warnings)
        return held or any(file.holds for file in self.attachments)

    @property
    def is_kept_apart(self) -> bool:
        """Tell whether its original is not for everybody; see `confidential`."""
        return self.message.is_confidential or any(file.is_locked for file in self.attachments)

    @property
    def can_be_purged(self) -> bool:
        """Tell whether there is an original that was locked, and could be deleted for good."""
        message = self.message
        is_there = message.raw_id is not None and message.purged_at is None
        return is_there and self.is_kept_apart and not self.can_be_masked

    @property
    def hides_text(self) -> bool:
        """Tell whether the message's HTML holds text that nobody sees."""
        return "hidden_text" in self.message.warnings

    @property
    def asks_for_pictures(self) -> bool:
        """Tell whether the message's HTML wants pictures from outside."""
        return "remote_pictures" in self.message.warnings

    @property
    def version(self) -> str:
        """Return what changes whenever the message would look different."""
        delivery = self.delivery
        if delivery is None:
            return self._marks
        fates = "-".join(entry["fate"] for entry in delivery.recipients)
        return f"{delivery.state}-{delivery.attempts}-{delivery.due_at.timestamp()}-{delivery.error}-{fates}"

    @property
    def _marks(self) -> str:
        """What is told, locked and answered, and may be masked, cleaned, purged or answered anew later."""
        invited = self.invitation
        files = [
            f"{'-'.join(file.holds)}-{file.is_locked}-{file.cleaned_id is not None}"
            for file in self.attachments
            if file.holds or file.is_locked
        ]
        purged = ["purged"] if self.message.purged_at else []
        answered = (
            [f"{invited.answer}-{invited.is_open}-{invited.elsewhere and invited.elsewhere.pk}"]
            if invited
            else []
        )
        return " ".join([*answered, *self.message.warnings, *files, *purged])


@dataclass(frozen=True)
class ShownRecipient:
    """What became of an answer for one recipient; `sentence` is why not, `words` what the server said."""

    address: str
    fate: str
    icon_name: str
    has_failed: bool
    sentence: str = ""
    words: str = ""


def shown_recipient(entry: Entry) -> ShownRecipient:
    """Return one recipient of a delivery as people read it."""
    fate = Fate(entry["fate"])
    words, icon_name = _FATES[fate]
    if fate == Fate.ACCEPTED and entry["words"]:
        # The mail service has it and goes on trying.
        words, icon_name = _("On its way; the recipient’s server wants it later"), "clock"
    sentence = "" if fate in HAVE_IT else str(plain_words(entry))
    said = entry["words"] if sentence != entry["words"] else ""
    return ShownRecipient(
        entry["address"], str(words), icon_name, fate in NEVER_GOT_IT, sentence, said
    )


def _says_no_more(entry: Entry) -> bool:
    """Tell whether the message's own state says all that is known of its one recipient."""
    return entry["fate"] in (Fate.ACCEPTED, Fate.DELIVERED) and not entry["words"]


_FATES: dict[Fate, tuple[str | Promise, str]] = {
    Fate.ACCEPTED: (_("Sent"), "check"),
    Fate.DELAYED: (_("Not sent yet"), "clock"),
    Fate.REFUSED: (_("Not accepted"), "triangle-alert"),
    Fate.DELIVERED: (_("Delivered"), "check-check"),
    Fate.BOUNCED: (_("Came back"), "triangle-alert"),
    Fate.COMPLAINED: (_("Marked as spam by the recipient"), "shield-alert"),
}


def with_links(text: str) -> SafeString:
    """Return `text` as safe HTML in which web addresses can be followed, in a tab of their own."""
    parts: list[str] = []
    end = 0
    for match in _LINK.finditer(text):
        parts.append(escape(text[end : match.start()]))
        link = '<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>'
        parts.append(format_html(link, match[0]))
        end = match.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308  # every part was escaped
