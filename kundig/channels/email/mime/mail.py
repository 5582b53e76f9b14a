"""What we know about a mail after reading it: plain frozen values, safe for storage.

Every string here is free of NUL, lone surrogates and noncharacters, is in NFC, and every
length and count stays within `kundig.core.caps`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from kundig.channels.email.protected.report import FoundKey

Stage = Literal["whole", "headers", "raw"]

Automatic = Literal["", "auto-reply", "out-of-office", "notification", "bulk", "list", "bounce"]

BounceKind = Literal["hard", "soft"]

SenderFlag = Literal[
    "missing",  # no From, or none that holds an address
    "several",  # more than one author
    "name-holds-address",  # the display name shows an address that is not the sender's
    "punycode",  # the domain is written in punycode: it may look like another one
]

Defect = Literal[
    "mail-unreadable",  # stage "raw"
    "body-unreadable",  # stage "headers"
    "nested-too-deep",
    "too-many-parts",
    "too-many-attachments",
    "boundary-missing",  # a multipart that does not contain its own boundary
    "encoding-unknown",  # a transfer encoding nobody knows: shown as it came
    "text-cut",
    "html-cut",
]


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address as written: `address` is lower-cased in its domain only."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is kept as a file. `name` is cleaned for display, never used as a path."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False

    @property
    def size(self) -> int:
        """Length of the decoded content in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail server's word that a mail of ours did not arrive, or not yet (not `is_final`)."""

    recipient: str
    kind: BounceKind
    status: str = ""
    recipients: tuple[str, ...] = ()
    original_message_id: str = ""
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class Complaint:
    """A provider's word that a reader marked a mail of ours as spam, or what else its feedback loop tells.

    `kind` is the Feedback-Type in lower case. Providers like to leave out whom it is about.
    """

    kind: str
    recipients: tuple[str, ...] = ()
    original_message_id: str = ""
    original_addresses: tuple[str, ...] = ()  # our own: From, Reply-To and the envelope's sender


Method = Literal["request", "reply", "cancel", "publish"]


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is asked to an appointment; `answer` in the words of RFC 5545: "accepted", "declined" …"""

    person: Address
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An appointment that the mail asks for, answers to or calls off. Times are in UTC; days are midnights."""

    method: Method
    starts: datetime
    ends: datetime | None = None
    all_day: bool = False
    repeats: bool = False
    uid: str = ""
    # How often the organizer has changed it, and which one of a series it is: a day or a moment in UTC.
    sequence: int = 0
    recurrence: str = ""
    summary: str = ""
    place: str = ""
    description: str = ""
    organizer: Address = Address("")
    attendees: tuple[Attendee, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A business card."""

    name: str
    organisation: str = ""
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail within the mail: who wrote that one, and what."""

    sender: Address
    subject: str = ""
    date: datetime | None = None
    text: str = ""


Card = Invitation | Contact | Forwarded


@dataclass(frozen=True, slots=True)
class Protection:
    """What is known of a mail's signatures and encryption, as its message keeps it, and keys that came along."""

    facts: dict[str, Any]
    keys: tuple[FoundKey, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail, understood as far as `stage` says.

    "whole": everything. "headers": the body could not be read; `text` is what shows of it.
    "raw": not even the headers could; `text` is the mail as it came.
    `date` is a claim of the sender: order by the time of receipt.
    """

    stage: Stage
    raw_sha256: str
    sender: Address
    sender_flags: tuple[SenderFlag, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    message_id_is_ours: bool = False  # none was given: made from the hash of the raw mail
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: datetime | None = None
    received_count: int = 0
    text: str = ""
    html: str = ""
    reply: str = ""
    attachments: tuple[Attachment, ...] = ()
    cards: tuple[Card, ...] = ()
    automatic: Automatic = ""
    bounce: Bounce | None = None
    complaint: Complaint | None = None
    defects: tuple[Defect, ...] = ()
    # Only where the mail is signed or encrypted, or brings a key along: found out by `protected`.
    protection: Protection | None = None
