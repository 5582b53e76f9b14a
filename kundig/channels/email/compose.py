"""Writing an answer as a mail: headers that thread, a text part and an HTML part, files."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from email.utils import format_datetime

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kundig.channels.email.addresses import for_envelope, message_id, reply_address
from kundig.channels.email.models import Mailbox
from kundig.channels.email.threads import FOREIGN
from kundig.conversations import actions
from kundig.conversations.copies import written_to
from kundig.conversations.file_links import url_of
from kundig.conversations.models import Attachment, Channel, Delivery, Direction, Message
from kundig.conversations.recipients import HAVE_IT, NEVER_GOT_IT
from kundig.conversations.recipients import addresses as addresses_of
from kundig.core import blobs, caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import DeliveryFailed
from kundig.core.placeholders import fill, harmless_name
from kundig.core.text import one_line
from kundig.staff.models import Organisation, Team


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
    # Failures come back to the sender; nobody may answer what a machine wrote (RFC 3834, 3.3).
    answers_nobody: bool = False

    @property
    def envelope_sender(self) -> str:
        """Return where failures are told: the sender, or nowhere."""
        return "" if self.answers_nobody else self.sender


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
    earlier = _earlier(message)
    addresses = _customer_addresses(message)
    people = _recipients(message, earlier, addresses)
    theirs = {value.lower() for value in addresses}
    known = _read_along(people, theirs)
    # What they have not seen is neither quoted nor named: a merge brings others' mail.
    shared = [] if message.forwards else [o for o in earlier if _is_known_to(o, message, known)]
    sender = sender_of(message, earlier, mailbox)
    id = message_id(channel.address, message.pk)
    mail = EmailMessage(policy=_policy(people.everybody))
    mail["From"] = _address(*sender)
    customer_name = message.conversation.customer.name
    if message.automatic:
        # Nobody has looked at what a stranger calls themselves.
        customer_name = harmless_name(customer_name)
    mail["To"] = [
        _address(one, customer_name if one.lower() in theirs else "") for one in people.to
    ]
    if people.cc:
        mail["Cc"] = [_address(address) for address in people.cc]
    mail["Subject"] = _subject(message, is_answer=bool(earlier))
    mail["Date"] = format_datetime(timezone.localtime(message.created_at))
    mail["Message-ID"] = f"<{id}>"
    _thread(mail, shared)
    if message.automatic:
        # No robot may answer a robot (RFC 3834, 5); Exchange listens to a header of its own.
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    if mailbox is None or mailbox.signs_replies:
        signed = reply_address(sender[0], message.conversation_id)
        mail["Reply-To"] = _address(signed, sender[1])
    attached, linked = share_out(message, mailbox)
    _write_body(mail, message, _last_written(shared, message), linked)
    _attach_files(mail, attached)
    return Outgoing(
        id,
        sender[0],
        people.without(_who_needs_none(message)),
        str(mail["Subject"]),
        mail.as_bytes(),
        to=people.to,
        answers_nobody=bool(message.automatic),
    )


def _last_written(shared: list[Message], message: Message) -> Message | None:
    """The message that is quoted below this one: the last that somebody wrote; below an automatic one none."""
    written = [one for one in shared if one.is_inbound or not one.automatic]
    return written[-1] if written and not message.automatic else None


def _read_along(people: Recipients, theirs: set[str]) -> set[str]:
    """Return the addresses whose mail may be repeated to `people`: their own, all of the customer's if it is them."""
    to = {one.lower() for one in people.to}
    return to | theirs if to & theirs else to


@dataclass(frozen=True)
class Recipients:
    """To whom a mail goes. Nobody learns of `bcc`: it stands in no header."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]

    @property
    def everybody(self) -> list[str]:
        """Return each address once."""
        return list({one.lower(): one for one in reversed(self._all)}.values())[::-1]

    @property
    def _all(self) -> tuple[str, ...]:
        return (*self.to, *self.cc, *self.bcc)

    def without(self, those: set[str]) -> list[str]:
        """Return everybody but `those`, who are named in lower case."""
        return [one for one in self.everybody if one.lower() not in those]


def _who_needs_none(message: Message) -> set[str]:
    """Who has it, or never will: trying again is for those who were put off."""
    delivery = Delivery.objects.filter(message=message).first()
    return (
        {one.lower() for one in addresses_of(delivery.recipients, HAVE_IT | NEVER_GOT_IT)}
        if delivery
        else set()
    )


def sender_of(message: Message, earlier: list[Message], mailbox: Mailbox | None) -> tuple[str, str]:
    """Return address and name of the sender: as chosen, else the address of ours that the customer wrote to."""
    channel = message.channel
    assert channel is not None
    chosen = str(message.sender.get("address", "")) or _written_to(channel, earlier)
    name = (mailbox.sender_name if mailbox else "") or channel.name
    for further in channel.further_addresses.all():
        if further.address.lower() == chosen.lower():
            return further.address, further.name or name
    return channel.address, name


def _written_to(channel: Channel, earlier: list[Message]) -> str:
    """The address of the channel that the last mail from outside named."""
    inbound = (one for one in reversed(earlier) if one.is_inbound)
    last = next(inbound, None)
    return written_to(channel, [*last.to, *last.cc]) if last else ""


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
    """Tell whether whoever has the addresses `known` wrote this message or got it."""
    if one.forwards:
        return False
    customer = message.conversation.customer_id
    is_theirs = bool(known & {value.lower() for value in _customer_addresses(message)})
    if one.is_inbound and one.customer_id == customer and is_theirs:
        return True
    wrote = {str(one.sender.get("address", "")).lower()} if one.is_inbound else set()
    people = {str(person.get("address", "")).lower() for person in (*one.to, *one.cc)} | wrote
    return bool(people & known) or (is_theirs and not (one.is_inbound or one.to))


def _customer_addresses(message: Message) -> list[str]:
    addresses = message.conversation.customer.addresses.filter(kind="mail").order_by("pk")
    return list(addresses.values_list("value", flat=True))


def _recipients(message: Message, earlier: list[Message], addresses: list[str]) -> Recipients:
    to = _named(message.to)
    if not to:
        answered = _answered_address(message, earlier) or next(iter(addresses), "")
        if not answered:
            raise DeliveryFailed(_("the customer has no mail address"), permanent=True)
        to = (one_line(answered, 320),)
    return Recipients(to, _named(message.cc), _named(message.bcc))


def _named(people: list[dict[str, str]]) -> tuple[str, ...]:
    addresses = (one_line(str(person.get("address", "")), 320) for person in people)
    return tuple(dict.fromkeys(address for address in addresses if address))


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


def _write_body(
    mail: EmailMessage, message: Message, last: Message | None, linked: list[Attachment]
) -> None:
    conversation = message.conversation
    team = conversation.team or (message.channel.team if message.channel else None)
    language = conversation.language[:2]
    with translation.override(language if language in ("de", "en") else settings.LANGUAGE_CODE):
        quote = _quote(last) if last else None
        body = Body(
            text=message.visible_text if message.forwards else message.text,
            files=_linked_files(linked),
            files_words=_("Files to fetch:") if linked else "",
            signature="" if message.automatic else _signature(message, team),
            repeated=message.text.removeprefix(message.visible_text).strip()
            if message.forwards
            else "",
            quote=quote,
            language=translation.get_language(),
        )
    mail.set_content(_as_text(body))
    mail.add_alternative(render_to_string("email/answer.html", {"body": body}), subtype="html")


def _signature(message: Message, team: Team | None) -> str:
    """The team's signature with the author's name and the like put in."""
    if team is None:
        return ""
    organisation = Organisation.objects.first()
    values = {
        "agent": message.agent.name if message.agent else team.name,
        "team": team.name,
        "organisation": organisation.name if organisation else "",
        "address": message.channel.address if message.channel else "",
    }
    return fill(team.signature.replace("\r\n", "\n").strip(), values)


@dataclass(frozen=True)
class LinkedFile:
    """A file that is fetched by its link; `words` say how large it is and until when."""

    name: str
    words: str
    url: str


@dataclass(frozen=True)
class Body:
    """What a mail says, for its text part and its HTML part."""

    text: str
    files: list[LinkedFile]
    files_words: str
    signature: str
    repeated: str
    quote: Quote | None
    language: str


def _linked_files(linked: list[Attachment]) -> list[LinkedFile]:
    found = []
    for file in linked:
        link = actions.link_file(file, by=SYSTEM)
        until = date_format(timezone.localtime(link.expires_at), "SHORT_DATE_FORMAT")
        size = filesizeformat(file.size)
        words = _("{size}, until {date}").format(size=size, date=until)
        found.append(LinkedFile(one_line(file.name, 200), words, url_of(link)))
    return found


def share_out(
    message: Message, mailbox: Mailbox | None
) -> tuple[list[Attachment], list[Attachment]]:
    """Return the files that go along and those that become links: the largest, until the rest fits."""
    room = (mailbox.attachment_megabytes if mailbox else caps.MAIL_ATTACHED_MEGABYTES) * 1_000_000
    attached, linked = list(message.attachments.all()), []
    while sum(file.size for file in attached) > room:
        largest = max(attached, key=lambda file: file.size)
        attached.remove(largest)
        linked.append(largest)
    return attached, linked


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


def _as_text(body: Body) -> str:
    parts = [body.text] if body.text else []
    if body.files:
        lines = (f"{file.name} ({file.words})\n{file.url}" for file in body.files)
        parts.append("\n".join([body.files_words, *lines]))
    if body.signature:
        parts.append(f"-- \n{body.signature}")
    if body.repeated:
        parts.append(body.repeated)
    if body.quote:
        quoted = "\n".join(f"> {line}".rstrip() for line in body.quote.text.splitlines())
        parts.append(f"{body.quote.introduction}\n{quoted}")
    return "\n\n".join(parts) + "\n"


def _attach_files(mail: EmailMessage, files: list[Attachment]) -> None:
    for attachment in files:
        main, _slash, sub = attachment.content_type.partition("/")
        mail.add_attachment(
            blobs.content(attachment.blob_id),
            maintype=main if main not in ("multipart", "message") else "application",
            subtype=sub or "octet-stream",
            filename=one_line(attachment.name, 200),
        )
