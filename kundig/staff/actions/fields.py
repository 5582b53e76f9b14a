"""What the verbs of this room share: setting fields, and names that must be there once."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.core.errors import Refused
from kundig.core.mail_address import is_mail_address
from kundig.core.text import one_line


def set_fields(thing: models.Model, **wanted: Any) -> list[str]:
    """Set the fields that are given (not None) and differ, save them, and return their names."""
    changed = [
        name
        for name, value in wanted.items()
        if value is not None and value != getattr(thing, name)
    ]
    for name in changed:
        setattr(thing, name, wanted[name])
    if changed:
        thing.save(update_fields=changed)
    return changed


def clean_name(text: str, limit: int = 80) -> str:
    """Return a name on one line; Refused where it is empty."""
    name = one_line(text, limit)
    if not name:
        raise Refused(_("The name is empty."))
    return name


def free_name(model: type[models.Model], text: str, *, but: models.Model | None = None) -> str:
    """Return a clean name that no other row of `model` has; Refused where one does."""
    name = clean_name(text)
    others = model._default_manager.filter(name__iexact=name)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise Refused(_("“%(name)s” exists already.") % {"name": name})
    return name


def clean_mail(text: str) -> str:
    """Return a mail address in lower case; Refused where it is none."""
    address = text.strip().lower()
    if not is_mail_address(address):
        raise Refused(_("“%(address)s” is no mail address.") % {"address": one_line(address, 80)})
    return address
