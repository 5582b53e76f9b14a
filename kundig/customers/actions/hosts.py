"""add_mail_host, remove_mail_host: where people of any company have their addresses."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.ahead import Question
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.customers import events, permissions
from kundig.customers.mail_hosts import PUBLIC_MAIL_HOSTS
from kundig.customers.models import Address, AddressKind, Customer, Domain, MailHost

NEEDS = permissions.ARRANGE
# Letters of any script, because mails name a domain as its people write it.
_DOMAIN = re.compile(r"[\w-]+(\.[\w-]+)+")


def domain_name(text: str) -> str:
    """Return the domain that somebody typed as it is compared; refused for what is none."""
    name = one_line(text, caps.DOMAIN_CHARS).casefold().removeprefix("@").rstrip(".")
    if not _DOMAIN.fullmatch(name):
        raise Refused(_("This is not a domain."))
    return name


def is_public(domain: str) -> bool:
    """Tell whether people of any company have addresses at this domain."""
    return domain in PUBLIC_MAIL_HOSTS or bool(is_mail_host(domain))


@Question
def is_mail_host(domains: Collection[str]) -> dict[str, bool]:
    """Which of these domains the organisation has named as public mail hosts."""
    hosts = MailHost.objects.filter(name__in=domains)
    return dict.fromkeys(hosts.values_list("name", flat=True), True)


@action("mail_host.add", _("Add public mail host"), needs=NEEDS, icon="globe", offered=False)
def add_mail_host(*, by: Actor, name: str) -> MailHost:
    """Say that people of any company have addresses at this domain; it makes nobody part of a company.

    Who was put into a company because of it leaves it. Refused for what is no domain and for what
    everybody knows to be a mail host.
    """
    name = domain_name(name)
    if name in PUBLIC_MAIL_HOSTS:
        raise Refused(_("Kundig knows %(host)s already.") % {"host": name})
    host, added = MailHost.objects.get_or_create(name=name)
    if added:
        at_host = Address.objects.filter(kind=AddressKind.MAIL, key__endswith=f"@{name}")
        Customer.objects.filter(
            company__domains__name=name, pk__in=at_host.values("customer")
        ).update(company=None)
        Domain.objects.filter(name=name).delete()
        record(host, events.HOST_ADDED, by=by, host=name)
    return host


@action("mail_host.remove", _("Remove public mail host"), needs=NEEDS, icon="globe", offered=False)
def remove_mail_host(host: MailHost, *, by: Actor) -> None:
    """Let the domain stand for a company again; who wrote meanwhile stays without one."""
    record(host, events.HOST_REMOVED, by=by, host=host.name)
    host.delete()
