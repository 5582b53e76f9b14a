"""What each service posts, in the formats that they document, signed as they sign; all addresses are the cast's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from kundig.channels.email.models import Mailbox
from kundig.channels.email.services import actions, hooks, signatures, sns
from kundig.channels.email.services.models import About, MailService, ServiceAccount
from kundig.conversations.models import Channel
from kundig.core.actor import SYSTEM

RECIPIENT, SENDER, KOFI = "service@lummer.example", "kofi@mensah.example", "kofi@mensah.example"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:lummer-mail"
CERTIFICATE = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem"
SECRET = "whsec_" + base64.b64encode(b"sieben zwerge hinter den bergen").decode()
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """One request of a service."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def for_client(self) -> dict[str, Any]:
        """Return it as Django's test client takes it."""
        headers = dict(self.headers)
        content_type = headers.pop("Content-Type")
        return {"data": self.body, "content_type": content_type, "headers": headers}


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """Return the key of Postal and Amazon."""
    return rsa.generate_private_key(65537, 2048)


@cache
def curve_key() -> ec.EllipticCurvePrivateKey:
    """Return the key of SendGrid."""
    return ec.generate_private_key(ec.SECP256R1())


def public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    """Return a public key as services show it."""
    raw = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(raw).decode()


def certificate() -> bytes:
    """Return a certificate of the key with which Amazon would sign."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(rsa_key().public_key()).serial_number(7)
    builder = builder.not_valid_before(datetime.now(UTC) - timedelta(days=1))
    builder = builder.not_valid_after(datetime.now(UTC) + timedelta(days=1))
    return builder.sign(rsa_key(), hashes.SHA256()).public_bytes(Encoding.PEM)


def keys_of(service: str) -> str:
    """Return what is entered as the webhook key."""
    return {
        MailService.AMAZON_SES: TOPIC,
        MailService.POSTAL: public(rsa_key()),
        MailService.RESEND: SECRET,
        MailService.SENDGRID: public(curve_key()),
    }.get(MailService(service), "sieben-zwerge")


def account(channel: Channel, service: str, **settings: Any) -> ServiceAccount:
    """Give the channel's mailbox an account at a service."""
    sns.certificates[CERTIFICATE] = certificate()
    mailbox, _made = Mailbox.objects.get_or_create(channel=channel)
    return actions.set_up(
        mailbox, by=SYSTEM, service=service, hook_keys=keys_of(service), **settings
    )


def signed(
    account: ServiceAccount, about: str, content: Any, *, key: str = "", passed: int = 0
) -> Request:
    """Return what the service would post: JSON or a form's fields, signed `passed` seconds ago."""
    service = MailService(account.service)
    if not signatures.signs(service, about):
        words = base64.b64encode(
            f"kundig:{key or signatures.password_of(account.token)}".encode()
        ).decode()
        body, content_type = _plain(content)
        return Request(body, {"Content-Type": content_type, "Authorization": f"Basic {words}"})
    at = int(time.time()) - passed
    return _SIGNERS[service](account, about, content, key or keys_of(service), at)


def path(account: ServiceAccount, about: str) -> str:
    """Return the webhook's path."""
    return urlsplit(hooks.url_of(account, about)).path


def _plain(content: Any) -> tuple[bytes, str]:
    if isinstance(content, Mapping) and content.get("form"):
        return form(content["fields"])
    return json.dumps(content).encode(), "application/json"


def form(fields: Mapping[str, Any]) -> tuple[bytes, str]:
    """Return a form with files, which are pairs of name, type and content."""
    boundary, body = "zwerge", b""
    for name, value in fields.items():
        if isinstance(value, tuple):
            file, kind, content = value
            head = f'name="{name}"; filename="{file}"\r\nContent-Type: {kind}'
        else:
            head, content = f'name="{name}"', value.encode()
        body += f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode()
        body += content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _mailgun(_account: ServiceAccount, _about: str, content: Any, key: str, at: int) -> Request:
    token = hashlib.sha256(json.dumps(content, default=repr).encode()).hexdigest()[:50]
    signature = hmac.new(key.encode(), f"{at}{token}".encode(), "sha256").hexdigest()
    words = {"timestamp": str(at), "token": token, "signature": signature}
    if content.get("form"):
        body, content_type = form({**content["fields"], **words})
        return Request(body, {"Content-Type": content_type})
    body = json.dumps({**content, "signature": words}).encode()
    return Request(body, {"Content-Type": "application/json"})


def _mailersend(_account: ServiceAccount, _about: str, content: Any, key: str, _at: int) -> Request:
    body = json.dumps(content).encode()
    signature = hmac.new(key.encode(), body, "sha256").hexdigest()
    return Request(body, {"Content-Type": "application/json", "Signature": signature})


def _mandrill(account: ServiceAccount, about: str, content: Any, key: str, _at: int) -> Request:
    events = json.dumps(content)
    words = hooks.url_of(account, about) + "mandrill_events" + events
    signature = base64.b64encode(hmac.new(key.encode(), words.encode(), "sha1").digest()).decode()
    body = urlencode({"mandrill_events": events}).encode()
    return Request(body, {"Content-Type": FORM, "X-Mandrill-Signature": signature})


def _postal(_account: ServiceAccount, _about: str, content: Any, key: str, _at: int) -> Request:
    body = json.dumps(content).encode()
    signer = rsa_key() if key == keys_of("postal") else rsa.generate_private_key(65537, 2048)
    signature = base64.b64encode(signer.sign(body, padding.PKCS1v15(), hashes.SHA1())).decode()
    return Request(body, {"Content-Type": "application/json", "X-Postal-Signature": signature})


def _resend(_account: ServiceAccount, _about: str, content: Any, key: str, at: int) -> Request:
    body = json.dumps(content).encode()
    id = "msg_" + hashlib.sha256(body).hexdigest()[:20]
    secret = base64.b64decode(key.removeprefix("whsec_"))
    sum = hmac.new(secret, f"{id}.{at}.".encode() + body, "sha256").digest()
    headers = {
        "svix-id": id,
        "svix-timestamp": str(at),
        "svix-signature": f"v1,{base64.b64encode(sum).decode()}",
    }
    return Request(body, {"Content-Type": "application/json", **headers})


def _sendgrid(_account: ServiceAccount, _about: str, content: Any, key: str, at: int) -> Request:
    body = json.dumps(content).encode()
    signer = curve_key() if key == keys_of("sendgrid") else ec.generate_private_key(ec.SECP256R1())
    signature = signer.sign(str(at).encode() + body, ec.ECDSA(hashes.SHA256()))
    headers = {
        "X-Twilio-Email-Event-Webhook-Timestamp": str(at),
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
    }
    return Request(body, {"Content-Type": "application/json", **headers})


def _amazon_ses(_account: ServiceAccount, _about: str, content: Any, key: str, at: int) -> Request:
    text = content if isinstance(content, str) else json.dumps(content)
    notice = {
        "Type": "Notification",
        "MessageId": hashlib.sha256(text.encode()).hexdigest()[:36],
        "TopicArn": key,
        "Message": text,
        "Timestamp": datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "SignatureVersion": "1",
        "SigningCertURL": CERTIFICATE,
    }
    names = ("Message", "MessageId", "Timestamp", "TopicArn", "Type")
    words = "".join(f"{name}\n{notice[name]}\n" for name in names)
    raw = rsa_key().sign(words.encode(), padding.PKCS1v15(), hashes.SHA1())
    notice["Signature"] = base64.b64encode(raw).decode()
    headers = {"x-amz-sns-message-type": "Notification", "Content-Type": "text/plain"}
    return Request(json.dumps(notice).encode(), headers)


_Signer = Callable[[ServiceAccount, str, Any, str, int], Request]
_SIGNERS: dict[MailService, _Signer] = {
    MailService.AMAZON_SES: _amazon_ses,
    MailService.MAILERSEND: _mailersend,
    MailService.MAILGUN: _mailgun,
    MailService.MANDRILL: _mandrill,
    MailService.POSTAL: _postal,
    MailService.RESEND: _resend,
    MailService.SENDGRID: _sendgrid,
}


def mail(service: str, raw: bytes) -> Any:
    """Return how a service posts a mail as it was sent; Resend, Brevo and Mailjet never do."""
    text, coded = raw.decode(), base64.b64encode(raw).decode()
    match MailService(service):
        case MailService.AMAZON_SES:
            return {
                "notificationType": "Received",
                "mail": {"source": SENDER, "destination": [RECIPIENT], "messageId": "0102"},
                "receipt": {
                    "recipients": [RECIPIENT],
                    "action": {"type": "SNS", "topicArn": TOPIC, "encoding": "BASE64"},
                },
                "content": coded,
            }
        case MailService.MAILERSEND:
            return {
                "type": "inbound.message",
                "data": {
                    "object": "message",
                    "id": "6b1c",
                    "recipients": {"rcptTo": [{"email": RECIPIENT}]},
                    "sender": {"email": SENDER},
                    "raw": text,
                },
            }
        case MailService.MAILGUN:
            fields = {"recipient": RECIPIENT, "sender": SENDER, "body-mime": text}
            return {"form": True, "fields": fields}
        case MailService.MANDRILL:
            return [
                {"event": "inbound", "ts": 1795430000, "msg": {"email": RECIPIENT, "raw_msg": text}}
            ]
        case MailService.POSTAL:
            return {
                "id": 12345,
                "rcpt_to": RECIPIENT,
                "mail_from": SENDER,
                "message": coded,
                "base64": True,
                "size": len(raw),
            }
        case MailService.POSTMARK:
            return {
                "FromFull": {"Email": SENDER},
                "OriginalRecipient": RECIPIENT,
                "MessageID": "22c74902",
                "Headers": [{"Name": "Return-Path", "Value": f"<{SENDER}>"}],
                "RawEmail": text,
            }
        case MailService.SENDGRID:
            envelope = json.dumps({"to": [RECIPIENT], "from": SENDER})
            return {"form": True, "fields": {"email": text, "envelope": envelope, "SPF": "pass"}}
        case MailService.SPARKPOST:
            content = {"email_rfc822": coded, "email_rfc822_is_base64": True}
            relayed = {"content": content, "msg_from": SENDER, "rcpt_to": RECIPIENT}
            return [{"msys": {"relay_message": {**relayed, "protocol": "smtp"}}}]
    raise AssertionError(service)


def parsed_mail(service: str, head: list[tuple[str, str]], text: str, html: str, png: bytes) -> Any:
    """Return how a service posts a mail that it took apart, with one picture that the text shows."""
    coded = base64.b64encode(png).decode()
    flat = dict(head)
    match MailService(service):
        case MailService.BREVO:
            picture = {"Name": "blume.png", "ContentType": "image/png", "ContentID": "blume"}
            item = {"Uuid": ["5ac2"], "Headers": flat, "RawTextBody": text, "RawHtmlBody": html}
            return {"items": [{**item, "Attachments": [{**picture, "DownloadToken": "marke/1"}]}]}
        case MailService.MAILJET:
            described = {
                "Content-Type": 'image/png; name="blume.png"',
                "Content-Disposition": 'inline; filename="blume.png"',
                "Content-ID": "<blume>",
            }
            return {
                "Sender": SENDER,
                "Recipient": RECIPIENT,
                "Headers": flat,
                "Parts": [
                    {"Headers": {"Content-Type": "text/plain"}, "ContentRef": "Text-part"},
                    {"Headers": {"Content-Type": "text/html"}, "ContentRef": "Html-part"},
                    {"Headers": described, "ContentRef": "InlineAttachment1"},
                ],
                "Text-part": text,
                "Html-part": html,
                "InlineAttachment1": coded,
            }
        case MailService.MAILGUN:
            fields = {
                "recipient": RECIPIENT,
                "sender": SENDER,
                "message-headers": json.dumps(head),
                "body-plain": text,
                "body-html": html,
                "attachment-count": "1",
                "content-id-map": json.dumps({"<blume>": "attachment-1"}),
                "attachment-1": ("blume.png", "image/png", png),
            }
            return {"form": True, "fields": fields}
        case MailService.POSTMARK:
            picture = {"Name": "blume.png", "ContentType": "image/png", "ContentID": "blume"}
            return {
                "FromFull": {"Email": SENDER},
                "OriginalRecipient": RECIPIENT,
                "From": flat["From"],
                "To": flat["To"],
                "Subject": flat["Subject"],
                "Headers": [{"Name": "Message-ID", "Value": flat["Message-ID"]}],
                "TextBody": text,
                "HtmlBody": html,
                "Attachments": [{**picture, "Content": coded, "ContentLength": len(png)}],
            }
        case MailService.SENDGRID:
            info = {"filename": "blume.png", "type": "image/png", "content-id": "blume"}
            fields = {
                "headers": "".join(f"{name}: {value}\n" for name, value in head),
                "envelope": json.dumps({"to": [RECIPIENT], "from": SENDER}),
                "charsets": json.dumps({"text": "utf-8", "html": "UTF-8"}),
                "text": text,
                "html": html,
                "attachments": "1",
                "attachment-info": json.dumps({"attachment1": info}),
                "attachment1": ("blume.png", "image/png", png),
            }
            return {"form": True, "fields": fields}
    raise AssertionError(service)


def greeting(about: str) -> Any:
    """Return something that any service may post, for tests of the signature alone."""
    return {"form": True, "fields": {"hello": about}} if about == About.MAIL else {"hello": about}
