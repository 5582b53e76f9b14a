"""What becomes of a conversation when the customer only says thanks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kundig.conversations import actions
from kundig.conversations.actions.thanks import thanks_let_rest
from kundig.conversations.forms import ThanksForm
from kundig.staff.guard import agent_of, needs
from kundig.staff.permissions import MANAGE_SETTINGS


@needs(MANAGE_SETTINGS, everywhere=True)
def thanks(request: HttpRequest) -> HttpResponse:
    """The one switch, and what counts as thanks."""
    form = ThanksForm(request.POST or None, initial={"lets_rest": thanks_let_rest()})
    if form.is_valid():
        by = agent_of(request).actor
        actions.change_thanks(by=by, lets_rest=form.cleaned_data["lets_rest"])
        messages.success(request, _("Your choice is saved."))
        return redirect("thanks")
    return render(request, "conversations/thanks.html", {"place": "thanks", "form": form})
