"""One's own keys."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kundig.staff import actions
from kundig.staff.forms import done
from kundig.staff.guard import agent_of
from kundig.staff.key_forms import KeysForm
from kundig.web.keys import LEFT_HAND, RIGHT_HAND, keys_for

# Buttons that lay all keys at once.
SETS: dict[str, dict[str, str]] = {"usual": {}, "left": LEFT_HAND, "right": RIGHT_HAND}


@require_http_methods(["GET", "POST"])
@login_required
def keyboard(request: HttpRequest) -> HttpResponse:
    """Change single keys, or take a set; they count at once, on every device."""
    agent = agent_of(request)
    chosen = SETS.get(request.POST.get("set", ""))
    if chosen is not None:
        actions.set_keys(agent, by=agent.actor, keys=keys_for(chosen), letters=True)
        return _saved(request)
    data = request.POST.dict() if request.method == "POST" else None
    form = KeysForm(data, own=agent.own_keys, letters=agent.letter_keys)
    if form.is_valid() and done(
        form,
        lambda: actions.set_keys(
            agent, by=agent.actor, keys=form.keys, letters=form.cleaned_data["letters"]
        ),
    ):
        return _saved(request)
    context = {"place": "keyboard", "form": form}
    return render(request, "staff/keyboard.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Your keys are saved."))
    return redirect("keyboard")
