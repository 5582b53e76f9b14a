"""Writing an answer as a mail: headers that thread, a text part and an HTML part, files."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from email.utils import format_datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kundig.channels.email.addresses import for_envelope, message_id, reply_address
from kundig.channels.email.models import Mailbox
from kundig.channels.email.threads import FOREIGN
from kundig.conversations.models import Direction, Message
from kundig.core import blobs, caps
from kundig.core.errors import DeliveryFailed
from kundig.core.text import one_line


@dataclass(frozen=True)
class Outgoing:
    """A mail ready to be handed to a server."""

    message_id: str
    sender: str
    recipients: list[str]
    subject: str
    content: bytes


@dataclass(frozen=True)
class Quote:
    """What is repeated below the answer, and who wrote it when."""

    introduction: str
    text: str


def compose(message: Message) -> Outgoing:
    """Return an outgoing message as a mail. DeliveryFailed where there is nobody to send it to."""
    channel = message.channel
    assert channel is not None
    mailbox = Mailbox.objects.filter(channel=channel).first()
    sender_name = (mailbox.sender_name if mailbox else "") or channel.name
    earlier = _earlier(message)
    addresses = _customer_addresses(message)
    recipients = _recipients(message, earlier, addresses)
    id = message_id(channel.address, message.pk)
    mail = EmailMessage(policy=_policy(recipients))
    mail["From"] = _address(channel.address, sender_name)
    known = {value.lower() for value in addresses}
    customer_name = message.conversation.customer.name if recipients[0].lower() in known else ""
    mail["To"] = [_address(recipients[0], customer_name)]
    if recipients[1:]:
        mail["Cc"] = [_address(address) for address in recipients[1:]]
    mail["Subject"] = _subject(message, is_answer=bool(earlier))
    mail["Date"] = format_datetime(timezone.localtime(message.created_at))
    mail["Message-ID"] = f"<{id}>"
    _thread(mail, earlier)
    if mailbox is None or mailbox.signs_replies:
        signed = reply_address(channel.address, message.conversation_id)
        mail["Reply-To"] = _address(signed, sender_name)
    shared = (one for one in reversed(earlier) if _is_known_to(one, message, known))
    _write_body(mail, message, next(shared, None))
    _attach_files(mail, message)
    return Outgoing(id, channel.address, recipients, str(mail["Subject"]), mail.as_bytes())


def _earlier(message: Message) -> list[Message]:
    """The conversation's messages before this one that customer and company have both seen, without their texts."""
    return list(
        Message.objects.filter(
            conversation=message.conversation_id, created_at__lte=message.created_at
        )
        .exclude(pk=message.pk)
        .exclude(direction=Direction.NOTE)
        .exclude(warnings__contains=[FOREIGN])
        .filter(withdrawn_at=None)
        .defer("text", "visible_text", "html")
        .order_by("created_at", "pk")
    )


def _is_known_to(one: Message, message: Message, known: set[str]) -> bool:
    """Tell whether the customer, whose addresses are `known`, wrote this or got it: a merge brings others' mail."""
    if one.is_inbound and one.customer_id == message.conversation.customer_id:
        return True
    people = {str(person.get("address", "")).lower() for person in (*one.to, *one.cc)}
    return bool(people & known) or not (one.is_inbound or one.to)


def _customer_addresses(message: Message) -> list[str]:
    addresses = message.conversation.customer.addresses.filter(kind="mail").order_by("pk")
    return list(addresses.values_list("value", flat=True))


def _recipients(message: Message, earlier: list[Message], addresses: list[str]) -> list[str]:
    first = _answered_address(message, earlier) or next(iter(addresses), "")
    if not first:
        raise DeliveryFailed(_("the customer has no mail address"), permanent=True)
    copies = [str(person.get("address", "")) for person in message.cc]
    return list(dict.fromkeys(one_line(address, 320) for address in [first, *copies] if address))


def _answered_address(message: Message, earlier: list[Message]) -> str:
    """The address from which the customer wrote last, or at which they want the answer."""
    customer_id = message.conversation.customer_id
    for last in reversed(earlier):
        if last.is_inbound and last.customer_id == customer_id:
            return str(last.sender.get("reply_to") or last.sender.get("address") or "")
    return ""


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


def _write_body(mail: EmailMessage, message: Message, last: Message | None) -> None:
    conversation = message.conversation
    team = conversation.team or (message.channel.team if message.channel else None)
    language = conversation.language[:2]
    with translation.override(language if language in ("de", "en") else settings.LANGUAGE_CODE):
        quote = _quote(last) if last else None
        html_language = translation.get_language()
    signature = team.signature.replace("\r\n", "\n").strip() if team else ""
    mail.set_content(_as_text(message.text, signature, quote))
    html = render_to_string(
        "email/answer.html",
        {"text": message.text, "signature": signature, "quote": quote, "language": html_language},
    )
    mail.add_alternative(html, subtype="html")


def _quote(last: Message) -> Quote | None:
    if not last.text:
        return None
    at = timezone.localtime(last.claimed_at or last.created_at)
    if last.is_inbound:
        name = last.sender.get("name") or last.sender.get("address") or _("you")
    else:
        name = _sender_name(last)
    introduction = _("On {day} at {time}, {name} wrote:").format(
        day=date_format(at, "SHORT_DATE_FORMAT"), time=date_format(at, "H:i"), name=name
    )
    return Quote(introduction, last.text[: caps.MAIL_QUOTE_CHARS].strip())


def _sender_name(message: Message) -> str:
    mailbox = Mailbox.objects.select_related("channel").filter(channel=message.channel_id).first()
    if mailbox is None:
        return message.channel.name if message.channel else ""
    return mailbox.sender_name or mailbox.channel.name


def _as_text(text: str, signature: str, quote: Quote | None) -> str:
    parts = [text]
    if signature:
        parts.append(f"-- \n{signature}")
    if quote:
        quoted = "\n".join(f"> {line}".rstrip() for line in quote.text.splitlines())
        parts.append(f"{quote.introduction}\n{quoted}")
    return "\n\n".join(parts) + "\n"


def _attach_files(mail: EmailMessage, message: Message) -> None:
    for attachment in message.attachments.all():
        main, _slash, sub = attachment.content_type.partition("/")
        mail.add_attachment(
            blobs.content(attachment.blob_id),
            maintype=main if main not in ("multipart", "message") else "application",
            subtype=sub or "octet-stream",
            filename=one_line(attachment.name, 200),
        )
