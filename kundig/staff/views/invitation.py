"""What an invited person sees."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from kundig.core.actor import SYSTEM
from kundig.staff import actions, tokens
from kundig.staff.forms import done
from kundig.staff.invited import is_backed
from kundig.staff.models import Agent, Invitation
from kundig.staff.own_forms import AcceptForm


@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a name and a password; old, used and unknown links lead nowhere, nor do those of who may no longer invite."""
    found = get_object_or_404(Invitation.objects.open(), hash=tokens.hash_of(secret))
    if not is_backed(found):
        raise Http404
    form = AcceptForm(request.POST or None, initial={"name": found.name})
    joined: list[Agent] = []
    if form.is_valid() and done(
        form,
        lambda: joined.append(
            actions.accept(
                found,
                by=SYSTEM,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
        ),
    ):
        response: HttpResponse = perform_login(request, joined[0])
        return response
    return render(request, "staff/invitation.html", {"invitation": found, "form": form})
