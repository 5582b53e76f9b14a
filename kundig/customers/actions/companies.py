"""rename, add_domain, remove_domain, add_note: what is known about an organisation outside."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.text import one_line, storable
from kundig.customers import events, permissions
from kundig.customers.actions.hosts import domain_name, is_public
from kundig.customers.models import Address, AddressKind, Company, CompanyNote, Customer, Domain

CHANGE = permissions.CHANGE


@action("company.rename", _("Rename company"), needs=CHANGE, icon="pencil")
def rename(company: Company, *, by: Actor, name: str) -> None:
    """Give the company another name; two companies may have the same one."""
    name = one_line(name, caps.COMPANY_CHARS)
    if not name:
        raise Refused(_("The name is empty."))
    if name == company.name:
        return
    before, company.name = company.name, name
    company.save(update_fields=["name"])
    record(company, events.COMPANY_RENAMED, by=by, before=before)


@action("company.add_domain", _("Add mail domain"), needs=CHANGE, icon="globe")
def add_domain(company: Company, *, by: Actor, domain: str) -> None:
    """Say that whoever writes from this domain belongs to the company; who is in none yet joins it.

    Refused for what is no domain, for public mail hosts and for the domain of another company.
    """
    name = domain_name(domain)
    if is_public(name):
        raise Refused(_("People of any company have addresses at %(host)s.") % {"host": name})
    if company.domains.filter(name=name).exists():
        return
    if company.domains.count() >= caps.COMPANY_DOMAINS:
        raise Refused(_("The company has too many mail domains."))
    entry, _added = Domain.objects.get_or_create(name=name, defaults={"company": company})
    if entry.company_id != company.pk:
        raise Refused(_("This domain belongs to another company; remove it there first."))
    at_domain = Address.objects.filter(kind=AddressKind.MAIL, key__endswith=f"@{name}")
    Customer.objects.filter(company=None, pk__in=at_domain.values("customer")).update(
        company=company
    )
    record(company, events.DOMAIN_ADDED, by=by, domain=name)


@action("company.remove_domain", _("Remove mail domain"), needs=CHANGE, icon="globe")
def remove_domain(company: Company, *, by: Actor, domain: str) -> None:
    """Let new people of this domain no longer belong to the company; who is in it stays."""
    entry = company.domains.filter(name=one_line(domain, caps.DOMAIN_CHARS).lower()).first()
    if entry is None:
        return
    entry.delete()
    record(company, events.DOMAIN_REMOVED, by=by, domain=entry.name)


@action("company.add_note", _("Write a note about the company"), needs=CHANGE, icon="sticky-note")
def add_company_note(company: Company, *, by: Actor, text: str) -> CompanyNote:
    """Write a remark about the company that only the staff sees."""
    text = storable(text).strip()[: caps.CUSTOMER_NOTE_CHARS]
    if not text:
        raise Refused(_("The note is empty."))
    note = CompanyNote.objects.create(
        company=company, text=text, author_kind=by.kind, author_id=by.id
    )
    record(company, events.COMPANY_NOTE_ADDED, by=by, note_id=note.pk)
    return note
