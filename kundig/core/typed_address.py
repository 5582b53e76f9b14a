"""Addresses of the web that an administrator types in: where webhooks and embedded cards may lead."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core import outside
from kundig.core.errors import Refused


def checked(address: str, *, own_networks: bool, in_clear: str | Promise) -> str:
    """Return a clean address; Refused for what is none, or leads where it may not.

    `in_clear` is the sentence that refuses http to anywhere but our own networks.

    A name is judged once more each time it is connected to: it may lead elsewhere by then.
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused(_("This is no address of the web.")) from None
    if parts.scheme not in ("http", "https") or not host or len(address) > 500:
        raise Refused(_("This is no address of the web."))
    if "@" in parts.netloc:
        raise Refused(_("Please leave name and password out of the address."))
    if not outside.may_be_named(host, own_networks=own_networks):
        raise Refused(
            _("A server must have a public address or be named in the setting KUNDIG_OWN_NETWORKS.")
        )
    if parts.scheme == "http" and not (own_networks and outside.is_inside(host)):
        raise Refused(in_clear)
    return address
