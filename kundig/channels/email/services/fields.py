"""Services that want a mail in fields: django-anymail writes those, from the mail as we composed it.

What matters for threads and robots goes along as headers; what a service has no field for it does not carry.
"""

from __future__ import annotations

import email
import hashlib
import warnings
from collections.abc import Iterator
from email.encoders import encode_base64
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.policy import default
from email.utils import formataddr, getaddresses
from typing import Any

from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailNotSupportedWarning,
    AnymailRequestsAPIError,
)
from anymail.message import AnymailMessage
from django.core.mail import get_connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.channels.email.addresses import for_envelope
from kundig.channels.email.compose import Outgoing
from kundig.channels.email.services.account import address_of
from kundig.channels.email.services.guarded_session import guard
from kundig.channels.email.services.models import MailService, ServiceAccount
from kundig.channels.email.services.taken import Refusal, Taken
from kundig.core.errors import DeliveryFailed
from kundig.core.outside import Unreachable

_HEADERS = (
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
)
_KEYS = {MailService.POSTMARK: "server_token", MailService.MAILERSEND: "api_token"}
# What the recipient's own program or server must make sense of; a service that builds the mail anew breaks it.
_SEALED = frozenset(
    {
        "multipart/signed",
        "multipart/encrypted",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
    }
)


def send_fields(outgoing: Outgoing, account: ServiceAccount, key: str) -> list[Taken]:
    """Send a mail in fields and return what the service said about each recipient.

    Raises Refusal where it did not take the mail, Unreachable where it did not answer, and DeliveryFailed for a
    mail that it would break.
    """
    service = MailService(account.service)
    composed = email.message_from_bytes(outgoing.content, policy=default)
    assert isinstance(composed, EmailMessage)
    if composed.get_content_type() in _SEALED:
        raise DeliveryFailed(
            _("the mail service can’t carry signed or encrypted mail"), permanent=True
        )
    mail = _in_fields(composed, outgoing, service)
    backend = _backend(account, service, key)
    if service == MailService.RESEND:
        backend.session.headers["Idempotency-Key"] = _attempt(outgoing)
    try:
        backend.send_messages([mail])
    except AnymailRequestsAPIError as problem:
        if problem.status_code is None:
            raise Unreachable(str(problem)) from problem
        text = problem.response.text if problem.response is not None else str(problem)
        raise Refusal(problem.status_code, text) from problem
    except AnymailAPIError as problem:
        raise Unreachable(str(problem)) from problem
    except AnymailError as problem:
        raise Refusal(400, str(problem)) from problem
    finally:
        backend.close()
    return list(_taken(mail, outgoing))


def _backend(account: ServiceAccount, service: MailService, key: str) -> Any:
    words: dict[str, Any] = {_KEYS.get(service, "api_key"): key}
    if service == MailService.MAILJET:
        public, _colon, secret = key.partition(":")
        words = {"api_key": public, "secret_key": secret}
    if service == MailService.RESEND:
        # What a file is called is the agent's matter.
        words["verify_attachment_extensions"] = False
    with warnings.catch_warnings():
        # Its makers test SendGrid no more; our tests do.
        warnings.simplefilter("ignore", AnymailNotSupportedWarning)
        backend: Any = get_connection(
            f"anymail.backends.{service.value}.EmailBackend",
            api_url=address_of(account),
            # Who was refused is told recipient by recipient.
            ignore_recipient_status=True,
            **words,
        )
    backend.open()
    guard(backend.session, own_networks=account.reaches_inside)
    return backend


def _in_fields(composed: EmailMessage, outgoing: Outgoing, service: MailService) -> AnymailMessage:
    to, cc, bcc = _shared_out(composed, outgoing)
    mail = AnymailMessage(
        subject=str(composed["Subject"]),
        from_email=str(composed["From"]),
        to=to,
        cc=cc,
        bcc=bcc,
        reply_to=[str(composed["Reply-To"])] if composed["Reply-To"] else None,
        headers={name: _unfolded(composed[name]) for name in _HEADERS if composed[name]},
    )
    plain, html = composed.get_body(("plain",)), composed.get_body(("html",))
    mail.body = plain.get_content() if plain else ""
    if html is not None:
        mail.attach_alternative(html.get_content(), "text/html")
    for part in _files(composed):
        # Brevo has no pictures within the text; they come along as files.
        mail.attach(_file(part, may_be_shown=service != MailService.BREVO))
    _adapt(mail, outgoing, service)
    return mail


def _adapt(mail: AnymailMessage, outgoing: Outgoing, service: MailService) -> None:
    headers: dict[str, str] = mail.extra_headers
    match service:
        case MailService.POSTMARK:
            # Or it writes a Message-ID of its own.
            headers["X-PM-KeepID"] = "true"
        case MailService.BREVO:
            headers["idempotencyKey"] = _attempt(outgoing)
        case MailService.MAILERSEND:
            # Other headers cost an enterprise contract there.
            references = headers.get("References", "").split()
            kept = {"In-Reply-To": headers["In-Reply-To"]} if "In-Reply-To" in headers else {}
            if "Auto-Submitted" in headers:
                kept["Precedence"] = "bulk"
            mail.extra_headers = kept
            mail.esp_extra = {"references": references} if references else {}
        case _:
            pass


def _attempt(outgoing: Outgoing) -> str:
    """What makes it the same mail as at the last attempt: our id, and who still needs it."""
    people = " ".join(sorted(outgoing.recipients)).lower()
    return hashlib.sha256(f"{outgoing.message_id} {people}".encode()).hexdigest()


def _shared_out(
    composed: EmailMessage, outgoing: Outgoing
) -> tuple[list[str], list[str], list[str]]:
    """Who stands in To, Cc and nowhere, of those who do not have the mail yet. Somebody must stand in To."""
    left = {address.lower() for address in outgoing.recipients}
    to, cc = (
        [_named(one) for one in _of(composed, name) if one[1].lower() in left]
        for name in ("To", "Cc")
    )
    shown = {one[1].lower() for name in ("To", "Cc") for one in _of(composed, name)}
    bcc = [for_envelope(one) for one in outgoing.recipients if one.lower() not in shown]
    if not to:
        to, cc, bcc = (cc, [], bcc) if cc else (bcc[:1], [], bcc[1:])
    return to, cc, bcc


def _of(composed: EmailMessage, name: str) -> list[tuple[str, str]]:
    return getaddresses([str(one) for one in composed.get_all(name, [])])


def _named(person: tuple[str, str]) -> str:
    return formataddr((person[0], for_envelope(person[1])), "utf-8") if person[0] else person[1]


def _files(composed: EmailMessage) -> Iterator[EmailMessage]:
    """All parts that are no text of the mail's own."""
    bodies = {id(composed.get_body((kind,))) for kind in ("plain", "html")}
    for part in _leaves(composed):
        if id(part) not in bodies:
            yield part


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    """The parts of a mail; a mail that is attached is one."""
    if part.get_content_maintype() != "multipart":
        yield part
        return
    for inner in part.iter_parts():
        assert isinstance(inner, EmailMessage)
        yield from _leaves(inner)


def _file(part: EmailMessage, *, may_be_shown: bool) -> MIMEBase:
    found = part.get_content() if part.get_content_type() == "message/rfc822" else None
    content = found.as_bytes() if found is not None else part.get_payload(decode=True)
    assert isinstance(content, bytes)
    file = MIMEBase(*_kind(part, content))
    file.set_payload(content)
    encode_base64(file)
    name = part.get_filename()
    is_shown = may_be_shown and bool(part["Content-ID"])
    words = {"filename": name} if name else {}
    file.add_header("Content-Disposition", "inline" if is_shown else "attachment", **words)
    if is_shown:
        file["Content-ID"] = str(part["Content-ID"])
    if file.get_content_maintype() == "text":
        file.set_param("charset", "utf-8")
    return file


def _kind(part: EmailMessage, content: bytes) -> tuple[str, str]:
    """What the file is. A text in another coding than the services take for granted is any file."""
    if part.get_content_maintype() == "text":
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            return "application", "octet-stream"
    return part.get_content_maintype(), part.get_content_subtype()


def _unfolded(value: object) -> str:
    return " ".join(str(value).split())


_REFUSED = {
    "invalid": gettext_lazy("the mail service takes this for no address"),
    "rejected": gettext_lazy(
        "the mail service has this address among those that it does not send to"
    ),
    "failed": gettext_lazy("the mail service could not send the mail"),
}


def _taken(mail: AnymailMessage, outgoing: Outgoing) -> Iterator[Taken]:
    told = {address.lower(): one for address, one in (mail.anymail_status.recipients or {}).items()}
    for address in outgoing.recipients:
        one = told.get(for_envelope(address).lower()) or told.get(address.lower())
        if one is None:
            yield Taken(address)
        else:
            yield Taken(address, one.message_id or "", str(_REFUSED.get(one.status, "")))
