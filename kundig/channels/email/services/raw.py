"""Services that take a mail as we composed it: every header, part and signature leaves as it is."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from kundig.channels.email.addresses import for_envelope
from kundig.channels.email.compose import Outgoing
from kundig.channels.email.services.account import ask
from kundig.channels.email.services.models import MailService, ServiceAccount
from kundig.channels.email.services.taken import Refusal, Taken

_Sender = Callable[[Outgoing, ServiceAccount, str], list[Taken]]


def _mailgun(outgoing: Outgoing, account: ServiceAccount, key: str) -> list[Taken]:
    """POST /v3/{domain}/messages.mime: one form field for each recipient, and the mail as a file."""
    fields = [("to", address.encode()) for address in _envelope(outgoing)]
    form, content_type = _form([*fields, ("message", outgoing.content)])
    path = f"{quote(account.domain or outgoing.sender.rpartition('@')[2], safe='')}/messages.mime"
    return _ask(account, path, key, form, lambda said: _all(outgoing, said["id"]), content_type)


def _mandrill(outgoing: Outgoing, account: ServiceAccount, key: str) -> list[Taken]:
    """POST messages/send-raw.json: each recipient has a status and an id of its own."""
    asked = {
        "key": key,
        "raw_message": outgoing.content.decode("utf-8", "surrogateescape"),
        "from_email": outgoing.sender,
        "to": _envelope(outgoing),
    }

    def read(said: Any) -> list[Taken]:
        return [
            Taken(
                one["email"],
                str(one.get("_id") or ""),
                ""
                if one["status"] in ("sent", "queued", "scheduled")
                else str(one.get("reject_reason") or one["status"]),
            )
            for one in said
        ]

    return _ask(account, "messages/send-raw.json", key, _json(asked), read)


def _postal(outgoing: Outgoing, account: ServiceAccount, key: str) -> list[Taken]:
    """POST /api/v1/send/raw: Postal answers 200 always, and says in the answer what it means."""
    asked = {
        "mail_from": outgoing.sender,
        "rcpt_to": _envelope(outgoing),
        "data": base64.b64encode(outgoing.content).decode(),
    }

    def read(said: Any) -> list[Taken]:
        if said["status"] != "success":
            data = said.get("data") or {}
            is_about_key = "API" in str(data.get("code", ""))
            raise Refusal(401 if is_about_key else 400, str(data.get("message") or said["status"]))
        ids = {address.lower(): one["id"] for address, one in said["data"]["messages"].items()}
        return [
            Taken(address, str(ids.get(for_envelope(address).lower(), "")))
            for address in outgoing.recipients
        ]

    return _ask(account, "api/v1/send/raw", key, _json(asked), read)


def _sparkpost(outgoing: Outgoing, account: ServiceAccount, key: str) -> list[Taken]:
    """POST transmissions with content.email_rfc822; the transmission's id is the one that events name."""
    asked = {
        "options": {"transactional": True, "open_tracking": False, "click_tracking": False},
        "recipients": [{"address": {"email": address}} for address in _envelope(outgoing)],
        "content": {"email_rfc822": outgoing.content.decode("utf-8", "surrogateescape")},
    }
    return _ask(
        account,
        "transmissions",
        key,
        _json(asked),
        lambda said: _all(outgoing, said["results"]["id"]),
    )


SENDERS: dict[MailService, _Sender] = {
    MailService.MAILGUN: _mailgun,
    MailService.MANDRILL: _mandrill,
    MailService.POSTAL: _postal,
    MailService.SPARKPOST: _sparkpost,
}


def _ask(
    account: ServiceAccount,
    path: str,
    key: str,
    content: bytes,
    read: Callable[[Any], list[Taken]],
    content_type: str = "application/json",
) -> list[Taken]:
    """What `read` makes of the answer's JSON; Refusal for any status that is no success, and for what it can't read."""
    headers = {"Content-Type": content_type, "Accept": "application/json"}
    answer = ask(account, path, key=key, method="POST", headers=headers, content=content)
    if not 200 <= answer.status < 300:
        raise Refusal(answer.status, answer.content.decode("utf-8", "replace"))
    try:
        return read(json.loads(answer.content))
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        raise Refusal(answer.status, "") from problem


def _all(outgoing: Outgoing, id: object) -> list[Taken]:
    return [Taken(address, str(id)) for address in outgoing.recipients]


def _envelope(outgoing: Outgoing) -> list[str]:
    return [for_envelope(address) for address in outgoing.recipients]


def _json(asked: dict[str, Any]) -> bytes:
    return json.dumps(asked).encode()


def _form(fields: list[tuple[str, bytes]]) -> tuple[bytes, str]:
    """multipart/form-data (RFC 7578) and its Content-Type; the mail itself must be a file."""
    boundary = secrets.token_hex(20)
    body = b""
    for name, content in fields:
        file = '; filename="message.eml"' if name == "message" else ""
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        body += head.encode() + content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
