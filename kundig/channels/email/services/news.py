"""What a service tells of our mails, put into the words of `recipients` with the help of django-anymail.

Opens and clicks are nobody's business and are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from anymail.exceptions import AnymailError
from anymail.signals import AnymailTrackingEvent, EventType
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailersend import MailerSendTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.mandrill import MandrillCombinedWebhookView
from anymail.webhooks.postal import PostalTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.resend import ResendTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIRequest

from kundig.channels.email.answers import PASSING, reason_of
from kundig.channels.email.services.models import MailService
from kundig.channels.email.services.posted import NotUnderstood, Posted
from kundig.conversations.recipients import Fate

_VIEWS: dict[MailService, Any] = {
    MailService.AMAZON_SES: AmazonSESTrackingWebhookView,
    MailService.BREVO: BrevoTrackingWebhookView,
    MailService.MAILERSEND: MailerSendTrackingWebhookView,
    MailService.MAILGUN: MailgunTrackingWebhookView,
    MailService.MAILJET: MailjetTrackingWebhookView,
    MailService.MANDRILL: MandrillCombinedWebhookView,
    MailService.POSTAL: PostalTrackingWebhookView,
    MailService.POSTMARK: PostmarkTrackingWebhookView,
    MailService.RESEND: ResendTrackingWebhookView,
    MailService.SENDGRID: SendGridTrackingWebhookView,
    MailService.SPARKPOST: SparkPostTrackingWebhookView,
}
_FATES = {
    EventType.DELIVERED: Fate.DELIVERED,
    # The service has it and tries again by itself: nothing for us to send once more.
    EventType.DEFERRED: Fate.ACCEPTED,
    EventType.BOUNCED: Fate.BOUNCED,
    EventType.REJECTED: Fate.REFUSED,
    EventType.FAILED: Fate.REFUSED,
    EventType.COMPLAINED: Fate.COMPLAINED,
}


@dataclass(frozen=True)
class News:
    """What became of one mail for one recipient; `address` is empty where the service does not say for whom.

    `ids` are the names under which the mail may be known, the service's own first.
    """

    ids: tuple[str, ...]
    fate: Fate
    address: str
    words: str = ""

    @property
    def gives_up_address(self) -> bool:
        """Tell whether nothing should be sent to the address any more."""
        if self.fate == Fate.BOUNCED:
            return reason_of(self.words) not in PASSING
        return self.fate == Fate.COMPLAINED


# A mail where news belong is to django-anymail a wrong configuration.
_NOT_DOCUMENTED = (
    AnymailError,
    ImproperlyConfigured,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    AssertionError,
)


def news_of(service: str, posted: Posted) -> list[News]:
    """Return what a posting tells, without opens and clicks. NotUnderstood for anything the service does not document."""
    # The view is a reader of formats here: it needs no keys, and its own checks are not asked.
    view_class = _VIEWS[MailService(service)]
    view = view_class.__new__(view_class)
    try:
        events = view.parse_events(_request(posted))
        return list(_understood(MailService(service), events))
    except _NOT_DOCUMENTED as problem:
        raise NotUnderstood(f"{type(problem).__name__}: {problem}") from problem


def _request(posted: Posted) -> WSGIRequest:
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in posted.headers.items()
    }
    return WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "CONTENT_TYPE": posted.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(posted.body)),
            "wsgi.input": BytesIO(posted.body),
            **headers,
        }
    )


def _understood(service: MailService, events: list[AnymailTrackingEvent]) -> Iterator[News]:
    for event in events:
        fate = _FATES.get(event.event_type)
        if fate is None:
            continue
        if fate == Fate.BOUNCED and _is_soft(service, event.esp_event):
            # Not delivered this time; the address may be as good as ever.
            fate = Fate.REFUSED
        words = "" if fate == Fate.DELIVERED else _words(event)
        ids = tuple(dict.fromkeys(filter(None, map(_id, [event.message_id, *_further_ids(event)]))))
        address = "" if service == MailService.RESEND and _has_several(event) else event.recipient
        yield News(ids, fate, address or "", words)


def _words(event: AnymailTrackingEvent) -> str:
    said = event.mta_response or event.description or event.reject_reason or event.event_type
    return " ".join(str(said).split())


def _id(text: object) -> str:
    return str(text or "").strip(" <>")


def _further_ids(event: AnymailTrackingEvent) -> list[object]:
    """Our own Message-ID, where the service repeats it beside its own id."""
    told = event.esp_event
    if not isinstance(told, dict):
        return []
    mail = told.get("mail")
    headers = (mail.get("headers") or []) if isinstance(mail, dict) else []
    own = [one["value"] for one in headers if one.get("name", "").lower() == "message-id"]
    return [told.get("smtp-id"), told.get("message-id"), *own]


def _has_several(event: AnymailTrackingEvent) -> bool:
    """Resend names all recipients of a mail in each event, and not the one it is about."""
    data = event.esp_event["data"]
    return sum(len(data.get(name) or []) for name in ("to", "cc", "bcc")) > 1


# What a service calls a bounce although the mailbox may take the next mail.
_SOFT: dict[MailService, Callable[[Any], bool]] = {
    MailService.AMAZON_SES: lambda told: told["bounce"]["bounceType"] != "Permanent",
    MailService.BREVO: lambda told: told["event"] == "soft_bounce",
    MailService.MAILERSEND: lambda told: told["data"]["type"] == "soft_bounced",
    MailService.MAILJET: lambda told: not told.get("hard_bounce"),
    MailService.MANDRILL: lambda told: told.get("event") == "soft_bounce",
    MailService.POSTMARK: lambda told: told.get("Type") != "HardBounce",
    MailService.RESEND: lambda told: (
        told["data"].get("bounce", {}).get("type", "Permanent") != "Permanent"
    ),
    MailService.SENDGRID: lambda told: told.get("type") == "blocked",
    # Classes 10, 30 and 90 are the permanent ones (SparkPost, “Bounce classification codes”).
    MailService.SPARKPOST: lambda told: (
        not re.search(r"'bounce_class': '(?:10|30|90)'", str(told.get("msys")))
    ),
}


def _is_soft(service: MailService, told: Any) -> bool:
    return service in _SOFT and _SOFT[service](told)
