"""Where mail services post to: what they say is stored and committed, and only then do they hear 200.

An address that nobody has is 404; what the service has not signed, or long ago, is 401, and nothing of it
is kept. While the database is away they hear 503 and post again.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kundig.channels.email.services import signatures, sns
from kundig.channels.email.services.models import About, MailService, Posting, ServiceAccount
from kundig.channels.email.services.posted import NotUnderstood, Posted
from kundig.core import blobs, caps, limits, secrets
from kundig.core.outside import Unreachable
from kundig.core.time import now

log = logging.getLogger(__name__)

_FORMS = (
    "application/json",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
)
# What is needed to read the body, and what names the delivery; none of it opens anything.
_KEPT = (
    "content-type",
    "svix-id",
    "x-amz-sns-message-type",
    "x-amz-sns-message-id",
    "x-messagesystems-batch-id",
)
_MOST = {About.MAIL: caps.POSTED_MAIL_BYTES, About.NEWS: caps.POSTED_NEWS_BYTES}


@csrf_exempt  # no browser posts here, and no session counts
@require_http_methods(["POST", "HEAD", "GET"])
def posted(request: HttpRequest, token: str, about: str) -> HttpResponse:
    """Take what a mailbox's service posts; a GET tells services that ask beforehand that somebody is there."""
    try:
        account = account_of(token)
        if account is None:
            return HttpResponse(status=404)
        if request.method != "POST":
            return HttpResponse(status=204)
        return HttpResponse(status=_take(request, account, About(about)))
    except (DatabaseError, InterfaceError, Unreachable) as problem:
        log.warning("a posting could not be checked or stored: %s", problem)
        return HttpResponse(status=503)


def account_of(token: str) -> ServiceAccount | None:
    """Return the account of an open mailbox that a webhook's address names; None for any other."""
    accounts = ServiceAccount.objects.select_related("mailbox__channel", "hook_keys")
    return accounts.filter(token=token, mailbox__channel__closed_at=None).first()


def url_of(account: ServiceAccount, about: str) -> str:
    """Return the address that a service is told to post to, without user and password."""
    return f"{settings.URL}{reverse('mail-hook', args=[account.token, about])}"


def keys_of(account: ServiceAccount) -> list[str]:
    """Return what the service may sign with. InvalidTag where they were sealed with another key."""
    return secrets.reveal(account.hook_keys).split() if account.hook_keys else []


def _take(request: HttpRequest, account: ServiceAccount, about: About) -> int:
    """Return the status to answer with; 200 after the commit."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return 415
    if (request.content_type or "") not in _FORMS:
        return 415
    body = request.read(_MOST[about] + 1)
    if len(body) > _MOST[about]:
        return 413
    heard = Posted(body, {name.lower(): value for name, value in request.headers.items()})
    address = signatures.Address(url_of(account, about), account.token)
    try:
        signatures.check(account.service, about, heard, keys_of(account), address)
    except (signatures.Unsigned, InvalidTag) as problem:
        return _refuse(account, problem)
    keep(account, about, heard)
    return 200


def _refuse(account: ServiceAccount, problem: Exception) -> int:
    log.warning("a posting for mailbox %s was refused: %s", account.pk, problem)
    size, seconds = caps.UNSIGNED_POSTINGS
    if limits.allow(f"unsigned:{account.pk}", size=size, per_seconds=seconds):
        ServiceAccount.objects.filter(pk=account.pk).update(refused_at=now())
        return 401
    return 429


def keep(account: ServiceAccount, about: About, heard: Posted) -> None:
    """Store a posting with the job that will read it; returns after the commit. The same twice is one."""
    from kundig.channels.email.jobs import agree_to_subscription, read_posting

    if account.service == MailService.AMAZON_SES and heard.json.get("Type") != sns.NOTICE:
        if heard.json.get("Type") == sns.QUESTION and (where := sns.agreement_of(heard.json)):
            agree_to_subscription.defer(address=where)
        return
    channel, key = account.mailbox.channel, key_of(account.service, heard)
    if Posting.objects.filter(channel=channel, about=about, key=key).exists():
        return
    try:
        with transaction.atomic(durable=True):
            posting = Posting.objects.create(
                channel=channel,
                service=account.service,
                about=about,
                key=key,
                blob=blobs.keep(heard.body),
                headers=_kept(heard.headers),
            )
            read_posting.defer(posting_id=posting.pk)
    except IntegrityError:
        if not Posting.objects.filter(channel=channel, about=about, key=key).exists():
            raise


def key_of(service: str, heard: Posted) -> str:
    """Return what the service calls this delivery, where that is signed with it; else the content's sum."""
    sum = hashlib.sha256(heard.body).hexdigest()
    try:
        match service:
            case MailService.AMAZON_SES:
                key = heard.json["MessageId"]
            case MailService.RESEND:
                key = heard.headers["svix-id"]
            case MailService.MAILGUN if heard.content_type == "application/json":
                key = heard.json["signature"]["token"]
            case MailService.MAILGUN:
                key = next(one.text for one in reversed(heard.fields) if one.name == "token")
            case _:
                key = sum
    except (KeyError, TypeError, NotUnderstood, StopIteration):
        return sum
    return str(key)[:200]


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name][:1_000] for name in _KEPT if name in headers}
