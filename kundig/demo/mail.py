"""A customer's mail as raw bytes, the way it would come in over SMTP."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256

from kundig.core import caps

from . import files
from .appointments import APPOINTMENTS, appointment
from .clients import CLIENTS, Client
from .company import mailbox
from .markup import IMAGE, Letter
from .quoting import Earlier, answered

# Long Message-IDs must not be folded: the standard library would turn them into encoded words.
_WIRE = policy.SMTP.clone(max_line_length=300)
_PREFIXES = re.compile(r"^((re|aw|antw)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    """Somebody outside the company."""

    name: str
    address: str


@dataclass(frozen=True)
class Attachment:
    """A file made by `files.make(kind, name, …)`."""

    kind: str
    name: str


@dataclass(frozen=True, kw_only=True)
class CustomerMail:
    """A mail from outside. `key` is unique in the whole story; `automatic` marks out-of-office answers."""

    at: datetime
    key: str
    person: Person
    client: str
    mailbox: str
    subject: str
    text: str
    cc: tuple[Person, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    automatic: bool = False

    @property
    def message_id(self) -> str:
        digest = sha256(self.key.encode()).hexdigest()
        return f"<{digest[:12]}.{digest[12:20]}@{self.person.address.partition('@')[2]}>"

    def raw(self, earlier: Sequence[Earlier] = ()) -> bytes:
        """The whole mail. `earlier` are the mails sent in this conversation so far, oldest first.

        The answer goes to, quotes and names in its thread headers what was really sent, which only the
        player of the scene can know. The same arguments always give the same bytes.
        """
        client = CLIENTS[self.client]
        message = EmailMessage(policy=policy.SMTP)
        self._address(message, client, earlier)
        self._thread(message, earlier)
        self._write(message, client, earlier)
        for attachment in self.attachments:
            self._attach(message, attachment)
        _name_boundaries(message, self.key)
        return message.as_bytes(policy=_WIRE)

    def sent(self) -> Earlier:
        """This mail as the next mails of the conversation see it."""
        return Earlier(
            message_id=self.message_id,
            name=self.person.name,
            address=self.person.address,
            reply_to=self.person.address,
            to=mailbox(self.mailbox).address,
            subject=self.subject,
            sent_at=self.at,
            text=self.text,
            outbound=False,
        )

    def _address(self, message: EmailMessage, client: Client, earlier: Sequence[Earlier]) -> None:
        host = self.person.address.partition("@")[2]
        message["Received"] = (
            f"from mail.{host} by mx.lummerfeld.example with ESMTPS; {self.at:%a, %d %b %Y %H:%M:%S %z}"
        )
        message["From"] = _address(self.person)
        last = next((mail for mail in reversed(earlier) if mail.outbound), None)
        message["To"] = last.reply_to if last else mailbox(self.mailbox).address
        if self.cc:
            message["Cc"] = [_address(person) for person in self.cc]
        message["Subject"] = self._subject(client, earlier)
        message["Date"] = self.at
        message["Message-ID"] = self.message_id
        for name, value in client.headers.items():
            message[name] = value
        if self.automatic:
            message["Auto-Submitted"] = "auto-replied"
            message["X-Auto-Response-Suppress"] = "All"
            message["Precedence"] = "auto_reply"

    def _subject(self, client: Client, earlier: Sequence[Earlier]) -> str:
        if self.automatic and earlier:
            return f"Automatische Antwort: {_PREFIXES.sub('', earlier[-1].subject)}"
        if self.subject or not earlier:
            return self.subject
        return client.reply_prefix + _PREFIXES.sub("", earlier[-1].subject)

    def _thread(self, message: EmailMessage, earlier: Sequence[Earlier]) -> None:
        if earlier:
            message["In-Reply-To"] = earlier[-1].message_id
            message["References"] = " ".join(mail.message_id for mail in earlier)

    def _write(self, message: EmailMessage, client: Client, earlier: Sequence[Earlier]) -> None:
        quoted = None if self.automatic else answered(earlier)
        written = client.write(Letter(self.text, quoted, self._link))
        charset = _charset(written.plain + written.html, client.charset)
        message.set_content(written.plain, charset=charset, cte="quoted-printable")
        if not written.html:
            return
        message.add_alternative(
            written.html, subtype="html", charset=charset, cte="quoted-printable"
        )
        page = message.get_payload(1)
        assert isinstance(page, EmailMessage)
        for kind in IMAGE.findall(self.text):
            picture = files.picture(kind, "PNG", self.key)
            cid = f"<{self._content_id(kind)}>"
            page.add_related(
                picture, "image", "png", cid=cid, filename=f"{kind}.png", disposition="inline"
            )

    def _link(self, kind: str) -> str:
        return f"cid:{self._content_id(kind)}"

    def _content_id(self, kind: str) -> str:
        return f"{kind}.{sha256(self.key.encode()).hexdigest()[:10]}@{self.client}"

    def _attach(self, message: EmailMessage, attachment: Attachment) -> None:
        data = self._file(attachment)
        kind = mimetypes.guess_type(attachment.name)[0] or "application/octet-stream"
        main, _, sub = kind.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=attachment.name)

    def _file(self, attachment: Attachment) -> bytes:
        if attachment.kind not in APPOINTMENTS:
            return files.make(attachment.kind, attachment.name, self.key)
        return appointment(
            attachment.kind,
            organizer=(self.person.name, self.person.address),
            invited=mailbox(self.mailbox).address,
            sent_at=self.at,
            seed=self.key,
        )


def circling(at: datetime) -> bytes:
    """Return a mail that two forwarding mailboxes of a customer's have sent each other for too long."""
    hop = f"Received: from mx.postfach.example by mx.netzpost.example; {at:%a, %d %b %Y %H:%M:%S %z}\r\n"
    return (
        f"{hop * (caps.MAIL_RECEIVED + 3)}From: Hannes Wiegand <hannes.wiegand@postfach.example>\r\n"
        f"To: {mailbox('service').address}\r\nSubject: Fwd: Rechnung zu meiner Bestellung\r\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S %z}\r\nMessage-ID: <circle@postfach.example>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        "Guten Tag,\r\n\r\nich brauche die Rechnung noch einmal an diese Adresse.\r\n\r\n"
        "Viele Grüße\r\nHannes Wiegand\r\n"
    ).encode()


def _address(person: Person) -> Address:
    return Address(person.name, addr_spec=person.address)


def _charset(text: str, wanted: str) -> str:
    try:
        text.encode(wanted)
    except UnicodeEncodeError:
        return "utf-8"
    return wanted


def _name_boundaries(message: EmailMessage, key: str) -> None:
    """Boundaries made from the key: the standard library would draw them at random."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"_{number:03d}_{sha256(key.encode()).hexdigest()[:24]}_")
