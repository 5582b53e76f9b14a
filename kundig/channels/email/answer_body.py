"""What an answer says: its text part and its HTML part, with signature, links to large files and the quote."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.channels.email.models import Mailbox
from kundig.conversations import actions
from kundig.conversations.file_links import url_of
from kundig.conversations.models import Attachment, Message
from kundig.conversations.placeholders import values_of
from kundig.conversations.rich_text import for_mail
from kundig.core import blobs, caps
from kundig.core.actor import SYSTEM
from kundig.core.placeholders import fill
from kundig.core.text import one_line
from kundig.staff.models import Team


@dataclass(frozen=True)
class Quote:
    """What is repeated below the answer, and who wrote it when."""

    introduction: str
    text: str


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
    # The same with formatting; empty where there is none.
    html: SafeString
    files: list[LinkedFile]
    files_words: str
    signature: str
    repeated: str
    quote: Quote | None
    language: str


def share_out(
    message: Message, mailbox: Mailbox | None
) -> tuple[list[Attachment], list[Attachment]]:
    """Return the files that go along and those that become links: the largest, until the rest fits."""
    room = (mailbox.attachment_megabytes if mailbox else caps.MAIL_ATTACHED_MEGABYTES) * 1_000_000
    attached, linked = list(message.attachments.all()), []
    while sum(file.size for file in attached) > room:
        # What stands among the words stays there as long as it can.
        largest = max(attached, key=lambda file: (not file.is_inline, file.size))
        attached.remove(largest)
        linked.append(largest)
    return attached, linked


def write_body(
    mail: EmailMessage,
    message: Message,
    last: Message | None,
    attached: list[Attachment],
    linked: list[Attachment],
) -> None:
    """Say it as text and as HTML, in the customer's language: the answer, links to files, signature, quote of `last`.

    Pictures that stand among the words go along with the HTML part (RFC 2387).
    """
    conversation = message.conversation
    team = conversation.team or (message.channel.team if message.channel else None)
    language = conversation.language[:2]
    with translation.override(language if language in ("de", "en") else settings.LANGUAGE_CODE):
        quote = _quote(last) if last else None
        body = Body(
            text=message.visible_text if message.forwards else message.text,
            html=_formatted(message, attached),
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
    *_text, page = mail.iter_parts()
    assert isinstance(page, EmailMessage)
    for picture in attached:
        if picture.is_inline:
            main, _slash, sub = picture.content_type.partition("/")
            page.add_related(
                blobs.content(picture.blob_id),
                maintype=main,
                subtype=sub,
                cid=f"<{picture.content_id}>",
                filename=one_line(picture.name, 200),
                disposition="inline",
            )


def _formatted(message: Message, attached: list[Attachment]) -> SafeString:
    """The answer with its formatting: cleaned once more, and with the pictures alone that go along."""
    if not message.formatted:
        return SafeString()
    return for_mail(message.formatted, {file.pk for file in attached if file.is_inline})


def _linked_files(linked: list[Attachment]) -> list[LinkedFile]:
    found = []
    for file in linked:
        link = actions.link_file(file, by=SYSTEM)
        until = date_format(timezone.localtime(link.expires_at), "SHORT_DATE_FORMAT")
        size = filesizeformat(file.size)
        words = _("{size}, until {date}").format(size=size, date=until)
        found.append(LinkedFile(one_line(file.name, 200), words, url_of(link)))
    return found


def _signature(message: Message, team: Team | None) -> str:
    """The team's signature with the author's name and the like put in."""
    if team is None:
        return ""
    values = values_of(message.conversation, message.agent, channel=message.channel)
    return fill(team.signature.replace("\r\n", "\n").strip(), values)


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
