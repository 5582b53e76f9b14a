"""A mailbox's account at a service: where its interface lies, how one signs in there, and asking it for something."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from cryptography.exceptions import InvalidTag

from kundig.channels.email.services.models import MailService, ServiceAccount
from kundig.core import caps, secrets
from kundig.core.fetch import Answer, fetch
from kundig.core.outside import Unreachable


@dataclass(frozen=True)
class Interface:
    """How one service is spoken to: `key_header` takes the key, `probe` is what any good key may ask for."""

    address: str
    key_header: str = "Authorization"
    key_words: str = "Bearer {key}"
    probe: str = ""
    is_own_server: bool = False


INTERFACES: dict[MailService, Interface] = {
    MailService.BREVO: Interface("https://api.brevo.com/v3/", "api-key", "{key}", "account"),
    MailService.MAILERSEND: Interface("https://api.mailersend.com/v1/", probe="api-quota"),
    MailService.MAILGUN: Interface(
        "https://api.mailgun.net/v3/", key_words="Basic {basic}", probe="domains/{domain}"
    ),
    MailService.MAILJET: Interface(
        "https://api.mailjet.com/v3.1/", key_words="Basic {pair}", probe="../v3/REST/sender?Limit=1"
    ),
    MailService.MANDRILL: Interface("https://mandrillapp.com/api/1.0/", "", "", "users/ping2.json"),
    MailService.POSTAL: Interface("", "X-Server-API-Key", "{key}", is_own_server=True),
    MailService.POSTMARK: Interface(
        "https://api.postmarkapp.com/", "X-Postmark-Server-Token", "{key}", "server"
    ),
    MailService.RESEND: Interface("https://api.resend.com/", probe="domains"),
    MailService.SENDGRID: Interface("https://api.sendgrid.com/v3/", probe="scopes"),
    MailService.SPARKPOST: Interface(
        "https://api.sparkpost.com/api/v1/", key_words="{key}", probe="account"
    ),
}


def sends(service: str) -> bool:
    """Tell whether answers can go out through the service. Amazon's own client has no way through our guard."""
    return service in INTERFACES


def api_key_of(account: ServiceAccount) -> str:
    """Return the key of the interface; "" where there is none. InvalidTag where it was sealed with another key."""
    return secrets.reveal(account.api_key) if account.api_key else ""


def address_of(account: ServiceAccount) -> str:
    """Return where the interface lies, with a slash at its end."""
    address = account.api_address or INTERFACES[MailService(account.service)].address
    return f"{address.rstrip('/')}/"


def headers_of(account: ServiceAccount, key: str) -> dict[str, str]:
    """Return the headers that sign a request in."""
    interface = INTERFACES[MailService(account.service)]
    basic = base64.b64encode(f"api:{key}".encode()).decode()
    pair = base64.b64encode(key.encode()).decode()
    words = interface.key_words.format(key=key, basic=basic, pair=pair)
    return {interface.key_header: words} if interface.key_header else {}


def ask(
    account: ServiceAccount,
    path: str,
    *,
    key: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    seconds: float = caps.SERVICE_SECONDS,
    size: int = caps.FETCH_BYTES,
) -> Answer:
    """Ask the service's interface for something and return its answer, whatever its status. Unreachable."""
    if not address_of(account).strip("/"):
        raise Unreachable("the address of the interface is missing")
    return fetch(
        address_of(account) + path,
        method=method,
        headers={**headers_of(account, key), **(headers or {})},
        content=content,
        own_networks=account.reaches_inside,
        seconds=seconds,
        size=size,
    )


def service_fetch(account: ServiceAccount | None, address: str, key: str) -> bytes:
    """Return what lies at a path of the account's interface, or (no account) at an address. Unreachable for all else."""
    if account is not None:
        answer = ask(account, address, key=key, size=caps.MAIL_BYTES)
    else:
        answer = fetch(address, seconds=caps.SERVICE_SECONDS, size=caps.MAIL_BYTES)
    if answer.status != 200:
        raise Unreachable(f"the service answers {answer.status}")
    return answer.content


def try_account(account: ServiceAccount) -> str:
    """Return "" where the service takes the saved key, else the kind of trouble in one word of `health.TROUBLE`."""
    try:
        answer = _probe(account, api_key_of(account))
    except InvalidTag:
        return "key"
    except Unreachable:
        return "connection"
    if answer.status in (401, 403) and b"restricted" not in answer.content:
        return "service_key"
    if answer.status == 404:
        return "service_domain"
    if b"InvalidServerAPIKey" in answer.content or b"Invalid_Key" in answer.content:
        return "service_key"
    return "" if answer.status < 500 else "connection"


def _probe(account: ServiceAccount, key: str) -> Answer:
    service, seconds = MailService(account.service), caps.SERVICE_TEST_SECONDS
    json_headers = {"Content-Type": "application/json"}
    if service == MailService.MANDRILL:
        asked = json.dumps({"key": key}).encode()
        path = INTERFACES[service].probe
    elif service == MailService.POSTAL:
        # Postal has nothing to ask for; it looks at the key before it misses the mail.
        asked, path = b"{}", "api/v1/send/raw"
    else:
        path = INTERFACES[service].probe.format(domain=quote(account.domain, safe=""))
        return ask(account, path, key=key, seconds=seconds)
    return ask(
        account, path, key=key, method="POST", headers=json_headers, content=asked, seconds=seconds
    )


def forget_keys(account: ServiceAccount) -> None:
    """Forget all keys: nothing goes out through the service any more, and nothing that it signs is believed."""
    kept = [secret for secret in (account.api_key, account.hook_keys) if secret]
    account.api_key = account.hook_keys = None
    account.sends = False
    account.save(update_fields=["api_key", "hook_keys", "sends"])
    for secret in kept:
        secret.delete()
