"""What each service tells of a mail of ours, in the formats that they document: one kind of event each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kundig.channels.email.services.models import MailService

KOFI = "kofi@mensah.example"
UNKNOWN = "550 5.1.1 <kofi@mensah.example>: user unknown"


def told(
    service: str, kind: str, *, id: str, to: str = KOFI, everybody: tuple[str, ...] = ()
) -> Any:
    """Return how a service tells of a mail: delivered, deferred, bounced, soft, complained or opened."""
    return _TELLERS[MailService(service)](kind, id, to, list(everybody or (to,)))


def _amazon_ses(kind: str, id: str, to: str, everybody: list[str]) -> Any:
    names: dict[str, tuple[str, dict[str, Any]]] = {
        "delivered": ("Delivery", {"recipients": [to], "smtpResponse": "250 OK"}),
        "bounced": ("Bounce", {"bounceType": "Permanent", "bounceSubType": "General"}),
        "soft": ("Bounce", {"bounceType": "Transient", "bounceSubType": "MailboxFull"}),
        "complained": ("Complaint", {"complainedRecipients": [{"emailAddress": to}]}),
        "opened": ("Open", {"userAgent": "x"}),
    }
    name, words = names[kind]
    if name == "Bounce":
        one = {
            "emailAddress": to,
            "diagnosticCode": UNKNOWN if kind == "bounced" else "full",
        }
        words = {**words, "bouncedRecipients": [one]}
    mail = {"messageId": id, "destination": everybody, "headers": []}
    return {"eventType": name, "mail": mail, name.lower(): words}


def _brevo(kind: str, id: str, to: str, _everybody: list[str]) -> Any:
    name = {"bounced": "hard_bounce", "soft": "soft_bounce", "complained": "spam"}.get(kind, kind)
    words = {"reason": UNKNOWN} if kind == "bounced" else {"reason": "full"}
    return {
        "event": name,
        "email": to,
        "message-id": f"<{id}>",
        "ts_epoch": 1795430000000,
        **words,
    }


def _mailersend(kind: str, id: str, to: str, _everybody: list[str]) -> Any:
    name = {
        "bounced": "hard_bounced",
        "soft": "soft_bounced",
        "complained": "spam_complaint",
    }.get(kind, kind)
    morph = {
        "object": "recipient_bounce",
        "reason": UNKNOWN if kind == "bounced" else "full",
    }
    data = {"id": "a1", "type": name, "created_at": "2026-11-23T09:00:00Z"}
    email = {"message": {"id": id}, "recipient": {"email": to}}
    failed = {"morph": morph} if kind in ("bounced", "soft") else {}
    return {"type": f"activity.{name}", "data": {**data, "email": email, **failed}}


def _mailgun(kind: str, id: str, to: str, _everybody: list[str]) -> Any:
    name = "failed" if kind in ("bounced", "deferred") else kind
    words = UNKNOWN if kind == "bounced" else "4.7.1 later"
    return {
        "event-data": {
            "event": name,
            "severity": "permanent"
            if kind == "bounced"
            else "temporary"
            if name == "failed"
            else "",
            "timestamp": 1795430000.1,
            "recipient": to,
            "message": {"headers": {"message-id": id, "to": to}},
            "delivery-status": {"message": words, "code": 550},
        }
    }


def _mailjet(kind: str, id: str, to: str, _everybody: list[str]) -> Any:
    name = {
        "delivered": "sent",
        "soft": "bounce",
        "bounced": "bounce",
        "complained": "spam",
    }
    bounce = {"error": "user unknown", "hard_bounce": True, "comment": ""}
    soft = {"error": "quota exceeded", "hard_bounce": False}
    words = {"bounced": bounce, "soft": soft}.get(kind, {})
    if kind == "deferred":
        words = {"error": "greylisted", "hard_bounce": False}
    return [
        {
            "event": name.get(kind, "bounce" if kind == "deferred" else "open"),
            "time": 1795430000,
            "MessageID": int(id),
            "email": to,
            "Payload": "",
            **words,
        }
    ]


def _mandrill(kind: str, id: str, to: str, _everybody: list[str]) -> Any:
    name = {
        "bounced": "hard_bounce",
        "soft": "soft_bounce",
        "deferred": "deferral",
        "complained": "spam",
        "opened": "open",
    }.get(kind, kind)
    words = {"diag": f"smtp;{UNKNOWN}"} if kind == "bounced" else {"diag": "smtp;452 full"}
    return [{"event": name, "_id": id, "ts": 1795430000, "msg": {"email": to, **words}}]


def _postal(kind: str, id: str, to: str, _everybody: list[str]) -> Any:
    message = {"id": int(id), "to": to, "direction": "outgoing", "tag": None}
    status = {"delivered": "Sent", "deferred": "SoftFail"}
    if kind == "bounced":
        bounced = {"original_message": message, "bounce": {"id": 9}}
        return {"event": "MessageBounced", "timestamp": 1795430000.5, "payload": bounced}
    payload = {
        "message": message,
        "status": status.get(kind, "Held"),
        "output": "450 later",
    }
    return {"event": "MessageSent", "timestamp": 1795430000.5, "payload": payload}


def _postmark(kind: str, id: str, to: str, _everybody: list[str]) -> Any:
    bounce: dict[str, Any] = {"RecordType": "Bounce", "ID": 42, "Email": to, "Details": UNKNOWN}
    return {
        "delivered": {"RecordType": "Delivery", "Recipient": to},
        "opened": {"RecordType": "Open", "Recipient": to},
        "bounced": {**bounce, "Type": "HardBounce"},
        "soft": {**bounce, "Type": "SoftBounce", "Details": "452 mailbox full"},
        "deferred": {**bounce, "Type": "Transient", "Details": "450 later"},
        "complained": {**bounce, "RecordType": "SpamComplaint", "Type": "SpamComplaint"},
    }[kind] | {"MessageID": id}


def _resend(kind: str, id: str, to: str, everybody: list[str]) -> Any:
    name = {"deferred": "delivery_delayed", "soft": "bounced"}.get(kind, kind)
    words: dict[str, Any] = {"email_id": id, "to": everybody}
    if name == "bounced":
        sort = "Permanent" if kind == "bounced" else "Transient"
        text = "a hard bounce message: user unknown" if kind == "bounced" else "inbox was full"
        words["bounce"] = {"message": text, "type": sort}
    return {"type": f"email.{name}", "created_at": "2026-11-23T09:00:00Z", "data": words}


def _sendgrid(kind: str, id: str, to: str, _everybody: list[str]) -> Any:
    name = {
        "soft": "bounce",
        "bounced": "bounce",
        "complained": "spamreport",
        "opened": "open",
    }
    words = {"reason": UNKNOWN, "type": "bounce", "status": "5.1.1"}
    if kind == "soft":
        words = {"reason": "552 mailbox full", "type": "blocked"}
    elif kind != "bounced":
        words = {"response": "450 later"}
    event = {"event": name.get(kind, kind), "email": to, "timestamp": 1795430000}
    return [{**event, "anymail_id": id, "sg_event_id": kind, **words}]


def _sparkpost(kind: str, id: str, to: str, _everybody: list[str]) -> Any:
    name = {
        "soft": "bounce",
        "bounced": "bounce",
        "delivered": "delivery",
        "deferred": "delay",
    }
    words = {"bounced": {"bounce_class": "10", "raw_reason": UNKNOWN}}.get(kind, {})
    if kind == "soft":
        words = {"bounce_class": "22", "raw_reason": "452 full"}
    sort = {"complained": "spam_complaint", "opened": "open"}.get(kind, "")
    event = {"type": sort or name[kind], "transmission_id": id, "raw_rcpt_to": to, **words}
    return [{"msys": {"message_event": {"event_id": kind, "timestamp": "1795430000", **event}}}]


_TELLERS: dict[MailService, Callable[[str, str, str, list[str]], Any]] = {
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
