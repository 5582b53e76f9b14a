"""From what a service posts about an incoming mail to the mail: as it was sent where the service gives it,
else made anew of the parts that it was taken apart into. Formats as each service documents its inbound webhook."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any, Protocol
from urllib.parse import quote

from kundig.channels.email.services.building import File, build
from kundig.channels.email.services.models import MailService
from kundig.channels.email.services.posted import Field, NotUnderstood, Posted


@dataclass(frozen=True)
class PostedMail:
    """One mail and its envelope. `trouble` is what the service left out, in one word of `health.TROUBLE`."""

    raw: bytes
    sender: str = ""
    recipients: tuple[str, ...] = ()
    trouble: str = ""


class Source(Protocol):
    """Where the service keeps what it did not post."""

    def fetch(self, path: str) -> bytes:
        """Return what lies at a path of the service's interface, asked for with the mailbox's key."""
        ...

    def fetch_elsewhere(self, address: str) -> bytes:
        """Return what lies at an address that the service has named."""
        ...


def mails_of(service: str, posted: Posted, source: Source) -> list[PostedMail]:
    """Return the mails that a posting brings; none for a greeting of the service.

    Raises NotUnderstood for anything else than the service documents, and what `source` raises.
    """
    try:
        return list(_READERS[MailService(service)](posted, source))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, binascii.Error) as problem:
        raise NotUnderstood(f"{type(problem).__name__}: {problem}") from problem


def _amazon_ses(posted: Posted, _source: Source) -> Iterator[PostedMail]:
    notice = json.loads(posted.json["Message"])
    if notice.get("notificationType") != "Received":
        if "AMAZON_SES_SETUP_NOTIFICATION" in str(notice.get("notificationType", "")):
            return
        raise NotUnderstood("no notice of an incoming mail")
    mail, receipt = notice["mail"], notice.get("receipt", {})
    envelope = (
        str(mail.get("source", "")),
        tuple(receipt.get("recipients") or mail["destination"]),
    )
    content = notice.get("content")
    if content is not None:
        coded = receipt.get("action", {}).get("encoding", "UTF8").upper() == "BASE64"
        raw = base64.b64decode(content) if coded else content.encode("utf-8", "replace")
        yield PostedMail(raw, *envelope)
        return
    # It lies in a store of Amazon's that Kundig does not open: whoever wrote is seen, what they wrote is not.
    headers = [(one["name"], one["value"]) for one in mail.get("headers", [])]
    yield PostedMail(build(headers), *envelope, trouble="mail_elsewhere")


def _brevo(posted: Posted, source: Source) -> Iterator[PostedMail]:
    for item in posted.json["items"]:
        headers = list(_flat(item.get("Headers") or {}))
        files = [
            File(
                one.get("Name") or "",
                one.get("ContentType") or "",
                source.fetch(f"inbound/attachments/{quote(one['DownloadToken'], safe='')}"),
                one.get("ContentID") or "",
            )
            for one in item.get("Attachments") or []
        ]
        raw = build(
            headers,
            text=item.get("RawTextBody") or "",
            html=item.get("RawHtmlBody") or "",
            files=files,
        )
        yield PostedMail(raw, _named(headers, "return-path"), (_named(headers, "delivered-to"),))


def _mailersend(posted: Posted, _source: Source) -> Iterator[PostedMail]:
    data = posted.json["data"]
    if posted.json.get("type") != "inbound.message":
        raise NotUnderstood("no notice of an incoming mail")
    recipients = data.get("recipients", {}).get("rcptTo", [])
    sender = (data.get("sender") or {}).get("email", "")
    raw = data["raw"].encode("utf-8", "replace")
    yield PostedMail(raw, sender, tuple(one["email"] for one in recipients))


def _mailgun(posted: Posted, _source: Source) -> Iterator[PostedMail]:
    envelope = (posted.text("sender"), tuple(filter(None, posted.text("recipient").split(","))))
    raw = posted.content("body-mime")
    if raw is not None:
        yield PostedMail(raw, *envelope)
        return
    headers = [(name, str(value)) for name, value in json.loads(posted.text("message-headers"))]
    # {"<id>": "attachment-1"}: which file the text shows under which id.
    shown = json.loads(posted.text("content-id-map") or "{}")
    ids = {name: id for id, name in shown.items()}
    files = [_form_file(one, ids) for one in posted.fields if _is_file(one, "attachment-")]
    text, html = posted.text("body-plain"), posted.text("body-html")
    # With “store” instead of “forward” the files stay there.
    trouble = "files_elsewhere" if posted.content("attachments") is not None else ""
    yield PostedMail(build(headers, text=text, html=html, files=files), *envelope, trouble=trouble)


def _mailjet(posted: Posted, _source: Source) -> Iterator[PostedMail]:
    item = posted.json
    headers = list(_flat(item["Headers"]))
    files = [
        _mailjet_file(part, item)
        for part in item.get("Parts") or []
        if "Attachment" in part.get("ContentRef", "")
    ]
    raw = build(
        headers, text=item.get("Text-part") or "", html=item.get("Html-part") or "", files=files
    )
    yield PostedMail(raw, item.get("Sender", ""), (item.get("Recipient", ""),))


def _mailjet_file(part: Mapping[str, Any], item: Mapping[str, Any]) -> File:
    described = Message()
    for name, value in _flat(part.get("Headers") or {}):
        described[name] = " ".join(value.split())
    return File(
        described.get_filename("") or "",
        described.get_content_type(),
        base64.b64decode(item[part["ContentRef"]]),
        described.get("Content-ID", ""),
    )


def _mandrill(posted: Posted, _source: Source) -> Iterator[PostedMail]:
    for event in json.loads(posted.text("mandrill_events")):
        if event.get("event") == "inbound":
            message = event["msg"]
            raw = message["raw_msg"].encode("utf-8", "replace")
            yield PostedMail(raw, "", (message.get("email", ""),))


def _postal(posted: Posted, _source: Source) -> Iterator[PostedMail]:
    item = posted.json
    coded = item.get("base64") is True
    raw = base64.b64decode(item["message"]) if coded else item["message"].encode("utf-8", "replace")
    yield PostedMail(raw, item.get("mail_from") or "", (item.get("rcpt_to") or "",))


def _postmark(posted: Posted, _source: Source) -> Iterator[PostedMail]:
    item = posted.json
    if "FromFull" not in item and "RawEmail" not in item:
        raise NotUnderstood("no notice of an incoming mail")
    headers = [(one["Name"], one["Value"]) for one in item.get("Headers") or []]
    envelope = (_named(headers, "return-path"), (item.get("OriginalRecipient") or "",))
    if item.get("RawEmail"):
        yield PostedMail(item["RawEmail"].encode("utf-8", "replace"), *envelope)
        return
    named = {name.lower() for name, _value in headers}
    told = [("From", "From"), ("To", "To"), ("Cc", "Cc"), ("Subject", "Subject"), ("Date", "Date")]
    told.append(("Reply-To", "ReplyTo"))
    added = [(name, item[key]) for name, key in told if item.get(key) and name.lower() not in named]
    files = [
        File(
            one.get("Name") or "",
            one.get("ContentType") or "",
            base64.b64decode(one.get("Content") or one.get("Data") or ""),
            one.get("ContentID") or "",
        )
        for one in item.get("Attachments") or []
    ]
    text, html = item.get("TextBody") or "", item.get("HtmlBody") or ""
    yield PostedMail(build([*headers, *added], text=text, html=html, files=files), *envelope)


def _resend(posted: Posted, source: Source) -> Iterator[PostedMail]:
    """The webhook names the mail alone; it is asked for (Resend, “Retrieve received email”)."""
    if posted.json["type"] != "email.received":
        raise NotUnderstood("no notice of an incoming mail")
    id = posted.json["data"]["email_id"]
    item = json.loads(source.fetch(f"emails/receiving/{quote(id, safe='')}"))
    recipients = tuple(item.get("to") or [])
    address = (item.get("raw") or {}).get("download_url")
    if address:
        yield PostedMail(source.fetch_elsewhere(address), "", recipients)
        return
    given = item.get("headers") or {}
    headers = list(
        _flat(given) if isinstance(given, dict) else ((h["name"], h["value"]) for h in given)
    )
    named = {name.lower() for name, _value in headers}
    told = {
        "From": item.get("from"),
        "To": ", ".join(recipients),
        "Cc": ", ".join(item.get("cc") or []),
        "Reply-To": ", ".join(item.get("reply_to") or []),
        "Subject": item.get("subject"),
        "Message-ID": item.get("message_id"),
        "Date": item.get("created_at"),
    }
    added = [(name, value) for name, value in told.items() if value and name.lower() not in named]
    files = [
        File(
            one.get("filename") or "",
            one.get("content_type") or "",
            source.fetch_elsewhere(one["download_url"]),
            one.get("content_id") or "",
        )
        for one in item.get("attachments") or []
    ]
    text, html = item.get("text") or "", item.get("html") or ""
    raw = build([*headers, *added], text=text, html=html, files=files)
    yield PostedMail(raw, "", recipients)


def _sendgrid(posted: Posted, _source: Source) -> Iterator[PostedMail]:
    envelope = json.loads(posted.text("envelope") or "{}")
    about = (envelope.get("from") or "", tuple(envelope.get("to") or ()))
    raw = posted.content("email")
    if raw is not None:
        yield PostedMail(raw, *about)
        return
    if posted.content("headers") is None:
        raise NotUnderstood("no notice of an incoming mail")
    charsets = json.loads(posted.text("charsets") or "{}")
    info = json.loads(posted.text("attachment-info") or "{}")
    ids = {name: one.get("content-id", "") for name, one in info.items()}
    files = [_form_file(one, ids) for one in posted.fields if _is_file(one, "attachment")]
    text, html = (
        _decoded(posted.content(name) or b"", charsets.get(name, "utf-8"))
        for name in ("text", "html")
    )
    headers = _unfolded(_decoded(posted.content("headers") or b"", "utf-8"))
    yield PostedMail(build(headers, text=text, html=html, files=files), *about)


def _sparkpost(posted: Posted, _source: Source) -> Iterator[PostedMail]:
    for item in posted.json:
        if not item["msys"]:
            continue
        relayed = item["msys"]["relay_message"]
        content = relayed["content"]["email_rfc822"]
        coded = relayed["content"].get("email_rfc822_is_base64")
        raw = base64.b64decode(content) if coded else content.encode("utf-8", "replace")
        yield PostedMail(raw, relayed.get("msg_from", ""), (relayed.get("rcpt_to", ""),))


_READERS: dict[MailService, Callable[[Posted, Source], Iterator[PostedMail]]] = {
    MailService.AMAZON_SES: _amazon_ses,
    MailService.BREVO: _brevo,
    MailService.MAILERSEND: _mailersend,
    MailService.MAILGUN: _mailgun,
    MailService.MAILJET: _mailjet,
    MailService.MANDRILL: _mandrill,
    MailService.POSTAL: _postal,
    MailService.POSTMARK: _postmark,
    MailService.RESEND: _resend,
    MailService.SENDGRID: _sendgrid,
    MailService.SPARKPOST: _sparkpost,
}


def _flat(headers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Headers of which one that stands several times is a list."""
    for name, value in headers.items():
        for one in value if isinstance(value, list) else [value]:
            yield name, str(one)


def _unfolded(head: str) -> list[tuple[str, str]]:
    """The headers of a mail's head as it was sent, with continued lines (RFC 5322, 2.2.3).

    Only these end a line: what Unicode takes for a line's end stands within a header, as the servers before us read it.
    """
    found: list[tuple[str, str]] = []
    for line in head.split("\n"):
        if line[:1] in (" ", "\t") and found:
            name, value = found[-1]
            found[-1] = (name, f"{value} {line.strip()}")
        elif ":" in line:
            name, _, value = line.partition(":")
            found.append((name, value.strip()))
    return found


def _named(headers: list[tuple[str, str]], name: str) -> str:
    return next((value.strip(" <>") for one, value in headers if one.lower() == name), "")


def _is_file(field: Field, prefix: str) -> bool:
    number = field.name.removeprefix(prefix)
    return number.isascii() and number.isdigit() and field.name.startswith(prefix)


def _form_file(field: Field, ids: Mapping[str, str]) -> File:
    return File(field.file_name, field.content_type, field.content, ids.get(field.name, ""))


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset)
    except (LookupError, UnicodeError):
        return content.decode("utf-8", "replace")
