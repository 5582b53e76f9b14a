"""Which sensitive data is looked for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kundig.conversations import actions
from kundig.conversations.forms import SensitiveDataForm
from kundig.conversations.sought import sought
from kundig.staff.guard import agent_of, needs
from kundig.staff.permissions import MANAGE_SETTINGS


@needs(MANAGE_SETTINGS)
def sensitive_data(request: HttpRequest) -> HttpResponse:
    """The kinds, each to be ticked."""
    form = SensitiveDataForm(request.POST or None, initial={"kinds": sought()})
    if form.is_valid():
        actions.change_sensitive_data(by=agent_of(request).actor, kinds=form.cleaned_data["kinds"])
        messages.success(request, _("Your choice is saved."))
        return redirect("sensitive-data")
    context = {"place": "sensitive-data", "form": form}
    return render(request, "conversations/sensitive_data.html", context)
