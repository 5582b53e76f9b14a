"""Writing an answer as a mail: headers that thread, a text part and an HTML part, files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from email.utils import format_datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kundig.channels.email.addresses import for_envelope, message_id, reply_address
from kundig.channels.email.answer_body import share_out, write_body
from kundig.channels.email.calendar_answer import add_calendar_answer
from kundig.channels.email.correspondents import Correspondents, correspondents, who_needs_none
from kundig.channels.email.models import Mailbox
from kundig.channels.email.protected import sending
from kundig.channels.email.protected.sending import Copy, Plan
from kundig.conversations.models import Attachment, Message
from kundig.core import blobs, caps
from kundig.core.errors import DeliveryFailed
from kundig.core.placeholders import harmless_name
from kundig.core.text import one_line


@dataclass(frozen=True)
class Outgoing:
    """A mail ready to be handed to a server."""

    message_id: str
    sender: str
    # Those who do not have it yet; `to` are all who stand in To.
    recipients: list[str]
    subject: str
    content: bytes
    to: tuple[str, ...] = ()
    # What else must go to whom: encrypted copies for blind recipients, whom no other copy may name.
    apart: tuple[Copy, ...] = ()
    # How it is signed and encrypted, in the words of `conversations.protection`.
    protection: dict[str, Any] = field(default_factory=dict)
    # Failures come back to the sender; nobody may answer what a machine wrote (RFC 3834, 3.3).
    answers_nobody: bool = False

    @property
    def envelope_sender(self) -> str:
        """Return where failures are told: the sender, or nowhere."""
        return "" if self.answers_nobody else self.sender

    @property
    def copies(self) -> list[Copy]:
        """Return the mail as each recipient who does not have it yet gets it."""
        blind = {one for copy in self.apart for one in copy.recipients}
        first = Copy(tuple(one for one in self.recipients if one not in blind), self.content)
        wanted = [replace(copy, recipients=self._waiting(copy)) for copy in self.apart]
        return [copy for copy in (first, *wanted) if copy.recipients]

    def _waiting(self, copy: Copy) -> tuple[str, ...]:
        return tuple(one for one in copy.recipients if one in self.recipients)


def compose(message: Message) -> Outgoing:
    """Return an outgoing message as a mail. DeliveryFailed where there is nobody to send it to."""
    channel = message.channel
    assert channel is not None
    mailbox = Mailbox.objects.filter(channel=channel).first()
    between = correspondents(message, mailbox)
    id = message_id(channel.address, message.pk)
    plan = sending.plan(
        mailbox, message.protection.get("wanted", {}), between.sender[0], between.people
    )
    plan.must_be_possible()
    policy = _policy(between.people.everybody)
    # What is signed must come through as it is, whatever servers lie on the way (RFC 8551, 3.1.2).
    mail = EmailMessage(policy=policy.clone(cte_type="7bit") if plan.protects else policy)
    _name_people(mail, message, between)
    mail["Subject"] = _subject(message, is_answer=bool(between.earlier))
    mail["Date"] = format_datetime(timezone.localtime(message.created_at))
    mail["Message-ID"] = f"<{id}>"
    _thread(mail, between.shared)
    if message.automatic:
        # No robot may answer a robot (RFC 3834, 5); Exchange listens to a header of its own.
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    address, name = between.sender
    if mailbox is None or mailbox.signs_replies:
        mail["Reply-To"] = _address(reply_address(address, message.conversation_id), name)
    key = "" if message.automatic else sending.autocrypt(mailbox, address)
    if key:
        mail["Autocrypt"] = key
    attached, linked = share_out(message, mailbox)
    write_body(mail, message, _quoted(message, between, plan), attached, linked)
    add_calendar_answer(mail, message)
    _attach_files(mail, [file for file in attached if not file.is_inline])
    copies = _copies(mail, plan, between)
    return Outgoing(
        id,
        address,
        between.people.without(who_needs_none(message)),
        str(mail["Subject"]),
        copies[0].content,
        to=between.people.to,
        apart=tuple(copies[1:]),
        protection=plan.facts,
        answers_nobody=bool(message.automatic),
    )


def _quoted(message: Message, between: Correspondents, plan: Plan) -> Message | None:
    """The message that is repeated below; what came or went encrypted is not repeated where everybody can read it."""
    last = None if message.automatic else between.last_written
    was_encrypted = last is not None and bool(last.protection.get("encrypted"))
    return None if was_encrypted and not plan.encrypts else last


def _copies(mail: EmailMessage, plan: Plan, between: Correspondents) -> list[Copy]:
    if not plan.protects:
        return [Copy(tuple(between.people.everybody), mail.as_bytes())]
    for part in mail.walk():
        # Blanks at the ends of lines get lost on the way, and with them the signature (RFC 3156, 5).
        if part.get_content_maintype() == "text" and not part.is_attachment():
            text, kind = part.get_content(), part.get_content_subtype()
            part.set_content(text, subtype=kind, cte="quoted-printable")
    return sending.sealed(mail.as_bytes(), plan, between.people)


def _name_people(mail: EmailMessage, message: Message, between: Correspondents) -> None:
    name = message.conversation.customer.name
    if message.automatic:
        # Nobody has looked at what a stranger calls themselves.
        name = harmless_name(name)
    mail["From"] = _address(*between.sender)
    mail["To"] = [
        _address(one, name if one.lower() in between.theirs else "") for one in between.people.to
    ]
    if between.people.cc:
        mail["Cc"] = [_address(one) for one in between.people.cc]


def _address(address: str, name: str = "") -> Address:
    local, _at, domain = address.rpartition("@")
    try:
        return Address(one_line(name, 120), username=local, domain=_ascii(domain))
    except (ValueError, IndexError) as problem:
        raise DeliveryFailed(
            _("{address} is not a mail address").format(address=address), permanent=True
        ) from problem


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")


def _policy(recipients: list[str]) -> EmailPolicy[EmailMessage]:
    return SMTP if all(for_envelope(address).isascii() for address in recipients) else SMTPUTF8


def _subject(message: Message, *, is_answer: bool) -> str:
    subject = one_line(message.subject, caps.SUBJECT_CHARS)
    if message.automatic:
        return subject
    if message.forwards:
        return subject if subject.lower().startswith(("fwd:", "wg:")) else f"Fwd: {subject}"
    if not is_answer or subject.lower().startswith(("re:", "aw:")):
        return subject
    return f"Re: {subject}"


def _thread(mail: EmailMessage, earlier: list[Message]) -> None:
    """Name the mails before this one; their own ids are claims, so only what looks like an id goes out."""
    ids = [one.external_id for one in earlier if _is_plain_id(one.external_id)]
    if not ids:
        return
    mail["In-Reply-To"] = f"<{ids[-1]}>"
    kept = ids[:1] + ids[1:][-(caps.MAIL_REFERENCES_OUT - 1) :]
    mail["References"] = " ".join(f"<{id}>" for id in kept)


def _is_plain_id(id: str) -> bool:
    return 0 < len(id) <= 900 and id.isascii() and id.isprintable() and not set(id) & set("<> \t")


def _attach_files(mail: EmailMessage, files: list[Attachment]) -> None:
    for attachment in files:
        main, _slash, sub = attachment.content_type.partition("/")
        mail.add_attachment(
            blobs.content(attachment.blob_id),
            maintype=main if main not in ("multipart", "message") else "application",
            subtype=sub or "octet-stream",
            filename=one_line(attachment.name, 200),
        )
