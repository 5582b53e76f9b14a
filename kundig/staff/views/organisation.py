"""The organisation's own data."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from kundig.staff import actions
from kundig.staff.forms import OrganisationForm, done
from kundig.staff.guard import agent_of, needs
from kundig.staff.models import Organisation
from kundig.staff.permissions import MANAGE_SETTINGS


@needs(MANAGE_SETTINGS)
def organisation(request: HttpRequest) -> HttpResponse:
    """Name and language."""
    found = get_object_or_404(Organisation)
    initial = {"name": found.name, "language": found.language}
    form = OrganisationForm(request.POST or None, initial=initial)
    actor = agent_of(request).actor
    if form.is_valid() and done(
        form, lambda: actions.change_organisation(found, by=actor, **form.cleaned_data)
    ):
        messages.success(request, _("The organisation is saved."))
        return redirect("organisation")
    return render(request, "staff/organisation.html", {"place": "organisation", "form": form})
