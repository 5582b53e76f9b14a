"""Tags for pages that strangers see too."""

from __future__ import annotations

from django import template
from django.conf import settings

from kundig.staff.models import Organisation

register = template.Library()


@register.simple_tag
def organisation_name() -> str:
    """``{% organisation_name %}``: whose installation this is; Kundig while it is nobody's."""
    return Organisation.objects.values_list("name", flat=True).first() or "Kundig"


@register.simple_tag
def provider_name() -> str:
    """``{% provider_name %}``: the OpenID Connect provider's name; empty without one."""
    return str(settings.OIDC_NAME)
