"""Whether a mail service has really posted this: each service's own way of signing, over the bytes as they came.

A key may be one of several, so that it can be changed without a gap. All comparisons take constant time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from kundig.channels.email.services import sns
from kundig.channels.email.services.models import About, MailService
from kundig.channels.email.services.posted import NotUnderstood, Posted
from kundig.core import caps, secrets


class Unsigned(Exception):
    """Not, wrongly, or too long ago signed; the text is for the log."""


@dataclass(frozen=True)
class Address:
    """Where a webhook comes in: the whole address, and the word in it that names the mailbox."""

    url: str
    token: str


USER = "kundig"


def password_of(token: str) -> str:
    """Return the password of a webhook's address; it lies nowhere, and a copy of the database tells nobody."""
    return secrets.sign("mail service hook", token)


def signs(service: str, about: str) -> bool:
    """Tell whether a service signs what it posts; where it does not, the address carries a password."""
    return (service, about) not in _WITH_PASSWORD and service not in _PASSWORD_ALONE


# What reading a stranger's words may end with; JSON knows numbers without end, too.
_NO_SIGNATURE = (
    NotUnderstood,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
)


def check(service: str, about: str, posted: Posted, keys: Sequence[str], address: Address) -> None:
    """Raise Unsigned where the service, with one of these keys, can't have posted this.

    Unreachable where it can't be told now, because Amazon's certificate can't be fetched.
    """
    if not signs(service, about):
        _check_password(posted, address.token)
        return
    if not keys:
        raise Unsigned("no key is set")
    try:
        _CHECKS[MailService(service)](posted, keys, address)
    except _NO_SIGNATURE as problem:
        raise Unsigned(f"no signature to read: {problem!r}") from problem


def _check_password(posted: Posted, token: str) -> None:
    scheme, _, words = posted.headers.get("authorization", "").partition(" ")
    expected = base64.b64encode(f"{USER}:{password_of(token)}".encode())
    if scheme.lower() != "basic" or not hmac.compare_digest(words.strip().encode(), expected):
        raise Unsigned("the password is missing or wrong")


def _mailgun(posted: Posted, keys: Sequence[str], _address: Address) -> None:
    if posted.content_type == "application/json":
        signed = posted.json["signature"]
        at, token, signature = signed["timestamp"], signed["token"], signed["signature"]
    else:
        # A sender's fields may come first under the same names; Mailgun's own come last.
        last = {one.name: one.text for one in posted.fields}
        at, token, signature = last["timestamp"], last["token"], last["signature"]
    _check_moment(at, back=caps.POSTED_AGAIN_SECONDS)
    _check_sum(signature, [_hmac(key, f"{at}{token}".encode()).hex() for key in keys])


def _mailersend(posted: Posted, keys: Sequence[str], _address: Address) -> None:
    _check_sum(posted.headers["signature"], [_hmac(key, posted.body).hex() for key in keys])


def _resend(posted: Posted, keys: Sequence[str], _address: Address) -> None:
    """Standard Webhooks: several signatures may stand side by side."""
    id, at = posted.headers["svix-id"], posted.headers["svix-timestamp"]
    # Each attempt is signed anew.
    _check_moment(at, back=caps.POSTED_SECONDS)
    signed = f"{id}.{at}.".encode() + posted.body
    sums = [
        base64.b64encode(
            hmac.new(base64.b64decode(key.removeprefix("whsec_")), signed, "sha256").digest()
        ).decode()
        for key in keys
    ]
    given = [
        one.removeprefix("v1,")
        for one in posted.headers["svix-signature"].split()
        if one.startswith("v1,")
    ]
    if not any(hmac.compare_digest(one.encode(), sum.encode()) for one in given for sum in sums):
        raise Unsigned("the signature is wrong")


def _mandrill(posted: Posted, keys: Sequence[str], address: Address) -> None:
    signed = address.url
    for one in sorted(posted.fields, key=lambda field: field.name):
        signed += one.name + one.text
    sums = [
        base64.b64encode(hmac.new(key.encode(), signed.encode(), hashlib.sha1).digest()).decode()
        for key in keys
    ]
    _check_sum(posted.headers["x-mandrill-signature"], sums)


def _postal(posted: Posted, keys: Sequence[str], _address: Address) -> None:
    newer = posted.headers.get("x-postal-signature-256")
    signature = base64.b64decode(newer or posted.headers["x-postal-signature"])
    algorithm = hashes.SHA256() if newer else hashes.SHA1()  # noqa: S303  # what Postal signs with

    def verify(key: str) -> None:
        public = load_der_public_key(base64.b64decode(key))
        assert isinstance(public, rsa.RSAPublicKey)
        public.verify(signature, posted.body, padding.PKCS1v15(), algorithm)

    _check_any(verify, keys)


def _sendgrid(posted: Posted, keys: Sequence[str], _address: Address) -> None:
    at = posted.headers["x-twilio-email-event-webhook-timestamp"]
    _check_moment(at, back=caps.POSTED_AGAIN_SECONDS)
    signature = base64.b64decode(posted.headers["x-twilio-email-event-webhook-signature"])

    def verify(key: str) -> None:
        public = load_der_public_key(base64.b64decode(key))
        assert isinstance(public, ec.EllipticCurvePublicKey)
        public.verify(signature, at.encode() + posted.body, ec.ECDSA(hashes.SHA256()))

    _check_any(verify, keys)


def _amazon_ses(posted: Posted, keys: Sequence[str], _address: Address) -> None:
    """Amazon signs for whoever has a topic there, so the topic must be one of ours, too."""
    notice = posted.json
    if notice["TopicArn"] not in keys:
        raise Unsigned("the topic is none of ours")
    _check_moment(str(sns.moment_of(notice)), back=caps.POSTED_AGAIN_SECONDS)
    if not sns.is_signed(notice):
        raise Unsigned("the signature is wrong")


def _check_moment(at: str, *, back: int) -> None:
    """Services that sign an event once post it for hours with that moment; a narrower window would lose mail."""
    passed = time.time() - int(at)
    if not -caps.POSTED_SECONDS <= passed <= back:
        raise Unsigned("signed too long ago, or in the future")


def _check_sum(given: str, sums: Sequence[str]) -> None:
    if not any(hmac.compare_digest(given.encode(), sum.encode()) for sum in sums):
        raise Unsigned("the signature is wrong")


def _check_any(verify: Callable[[str], None], keys: Sequence[str]) -> None:
    for key in keys:
        try:
            verify(key)
        except (InvalidSignature, binascii.Error, ValueError, AssertionError):
            continue
        return
    raise Unsigned("the signature is wrong")


def _hmac(key: str, signed: bytes) -> bytes:
    return hmac.new(key.encode(), signed, "sha256").digest()


_CHECKS: dict[MailService, Callable[[Posted, Sequence[str], Address], None]] = {
    MailService.AMAZON_SES: _amazon_ses,
    MailService.MAILERSEND: _mailersend,
    MailService.MAILGUN: _mailgun,
    MailService.MANDRILL: _mandrill,
    MailService.POSTAL: _postal,
    MailService.RESEND: _resend,
    MailService.SENDGRID: _sendgrid,
}
_PASSWORD_ALONE = frozenset(
    {MailService.BREVO, MailService.MAILJET, MailService.POSTMARK, MailService.SPARKPOST}
)
# SendGrid signs its events, and not the mails that it takes in.
_WITH_PASSWORD = frozenset({(MailService.SENDGRID, About.MAIL)})
