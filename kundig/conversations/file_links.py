"""Addresses of files that go out as links: whoever knows one may fetch the file, until it ends."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from kundig.conversations.models import FileLink
from kundig.core import secrets

_PURPOSE = "file link"


def token_of(link: FileLink) -> str:
    """Return what the address ends with: the link's number and our signature of 130 bits."""
    return f"{link.pk}-{secrets.sign(_PURPOSE, str(link.pk))}"


def url_of(link: FileLink) -> str:
    """Return the whole address, as it stands in mails."""
    return urljoin(settings.URL, reverse("file-link", args=[token_of(link)]))


def find_link(token: str) -> FileLink | None:
    """Return the link that a token names while the file can be fetched; None for any other, whatever the reason."""
    number, _dash, signature = token.partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    if not secrets.verify(_PURPOSE, number, signature):
        return None
    rows = FileLink.objects.select_related("attachment__message").filter(pk=int(number))
    link = rows.first()
    if link is None or not link.is_live or link.attachment.message is None:
        return None
    return None if link.attachment.message.withdrawn_at else link
