"""Amazon SNS, which carries what SES has to tell: its signature, and agreeing to a subscription."""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import load_pem_x509_certificate

from kundig.core import caps
from kundig.core.fetch import fetch
from kundig.core.outside import Unreachable

NOTICE, QUESTION = "Notification", "SubscriptionConfirmation"
_CERTIFICATE = re.compile(
    r"https://sns\.[a-z0-9-]{3,30}\.amazonaws\.com(?:\.cn)?/SimpleNotificationService-[0-9a-f]{1,64}\.pem"
)
_AGREEING = re.compile(r"https://sns\.[a-z0-9-]{3,30}\.amazonaws\.com(?:\.cn)?/\?[!-~]{1,2000}")
# What is signed, in this order (AWS, “Verifying the signatures of Amazon SNS messages”); nothing else is listened to.
_SIGNED = {
    NOTICE: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    QUESTION: ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
_HASHES: dict[str, type[hashes.HashAlgorithm]] = {"1": hashes.SHA1, "2": hashes.SHA256}
# Certificates that were fetched, by their address: there are a handful, and they hold for years.
certificates: dict[str, bytes] = {}


def is_signed(notice: dict[str, Any]) -> bool:
    """Tell whether Amazon has signed this. KeyError or ValueError for what is no message of SNS.

    Its kind, the way it is signed and where the certificate lies are judged before anything is fetched:
    whoever posts must not choose what we ask for, nor which fields a signature is about.
    """
    kind, version, address = notice["Type"], notice["SignatureVersion"], notice["SigningCertURL"]
    if kind not in _SIGNED or version not in _HASHES:
        raise ValueError("no kind of message that Amazon signs")
    if not isinstance(address, str) or not _CERTIFICATE.fullmatch(address):
        return False
    signature = base64.b64decode(notice["Signature"], validate=True)
    signed = "".join(f"{name}\n{notice[name]}\n" for name in _SIGNED[kind] if name in notice)
    public = load_pem_x509_certificate(_certificate(address)).public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        return False
    try:
        public.verify(signature, signed.encode(), padding.PKCS1v15(), _HASHES[version]())
    except InvalidSignature:
        return False
    return True


def moment_of(notice: dict[str, Any]) -> int:
    """Return when a message was signed, in seconds since 1970."""
    return int(datetime.fromisoformat(notice["Timestamp"]).timestamp())


def agreement_of(notice: dict[str, Any]) -> str:
    """Return the address by which a subscription is agreed to; "" where it is none of Amazon's."""
    address = str(notice.get("SubscribeURL", ""))
    return address if _AGREEING.fullmatch(address) else ""


def agree(address: str) -> None:
    """Agree to a subscription. Unreachable where Amazon can't be reached or says no."""
    answer = fetch(address)
    if answer.status != 200:
        raise Unreachable(f"Amazon SNS answers {answer.status}")


def _certificate(address: str) -> bytes:
    if address not in certificates:
        answer = fetch(address, seconds=caps.CERTIFICATE_SECONDS, size=caps.CERTIFICATE_BYTES)
        if answer.status != 200:
            raise ValueError(f"no certificate: {answer.status}")
        if len(certificates) >= caps.CERTIFICATES:
            certificates.clear()
        certificates[address] = answer.content
    return certificates[address]
