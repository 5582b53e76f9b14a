"""One's own account: profile, availability, API tokens."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kundig.core import caps
from kundig.staff import actions
from kundig.staff.absence import question_for
from kundig.staff.forms import done
from kundig.staff.guard import agent_of
from kundig.staff.models import DENSITIES, Availability
from kundig.staff.own_forms import AvailabilityForm, ProfileForm, TokenForm
from kundig.staff.views.entrance import own_path
from kundig.web.settings_search import find_settings


@login_required
def settings_home(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django gives it to every view
    """The settings begin with what everybody has."""
    return redirect("profile")


@login_required
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """What is found in the settings by `q`; while somebody types, the links of the settings alone."""
    text = request.GET.get("q", "")[: caps.SEARCH_QUERY_CHARS].strip()
    context = {"place": "settings-find", "text": text, "found": find_settings(request, text)}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "staff/parts/found.html" if is_part else "staff/found.html", context)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, appearance and time zone; they count at once."""
    agent = agent_of(request)
    fields = ("name", "language", "theme", "density", "time_zone", "away_after")
    form = ProfileForm(
        request.POST or None, initial={field: getattr(agent, field) for field in fields}
    )
    if form.is_valid() and done(
        form, lambda: actions.set_preferences(agent, by=agent.actor, **form.cleaned_data)
    ):
        return _applied(request, form.cleaned_data["language"])
    words = AvailabilityForm(
        initial={"availability": agent.availability, "words": agent.availability_words}
    )
    return render(request, "staff/profile.html", {"place": "profile", "form": form, "words": words})


@login_required
@require_POST
def availability(request: HttpRequest) -> HttpResponse:
    """Say whether one takes new work."""
    agent, chosen = agent_of(request), request.POST.get("availability", "")
    if chosen not in Availability.values:
        raise Http404
    actions.set_availability(agent, by=agent.actor, availability=Availability(chosen))
    question = question_for(agent) if chosen == Availability.AWAY else ""
    return redirect(question or own_path(request.POST.get("next", "")))


@login_required
@require_POST
def density(request: HttpRequest) -> HttpResponse:
    """Choose how much of a list fits on the screen."""
    agent, chosen = agent_of(request), request.POST.get("density", "")
    if chosen not in dict(DENSITIES):
        raise Http404
    actions.set_preferences(agent, by=agent.actor, density=chosen)
    return redirect(own_path(request.POST.get("next", "")))


@login_required
@require_POST
def availability_words(request: HttpRequest) -> HttpResponse:
    """Say in one's own words where one stands, beside whether one takes new work."""
    agent = agent_of(request)
    form = AvailabilityForm(request.POST)
    if not form.is_valid():
        raise Http404
    actions.set_availability(agent, by=agent.actor, **form.cleaned_data)
    messages.success(
        request, _("Your colleagues read: %(words)s") % {"words": agent.availability_shown}
    )
    return redirect("profile")


@login_required
@require_POST
def sign_of_life(request: HttpRequest) -> HttpResponse:
    """Somebody moves at this browser."""
    agent = agent_of(request)
    actions.sign_of_life(agent, by=agent.actor)
    return HttpResponse(status=204)


@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own API tokens."""
    agent = agent_of(request)
    return render(request, "staff/tokens.html", {"place": "tokens", "tokens": agent.tokens.valid()})


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def token_make(request: HttpRequest) -> HttpResponse:
    """Make a token; its text is shown once."""
    agent, made = agent_of(request), []
    form = TokenForm(request.POST or None)
    if form.is_valid() and done(
        form,
        lambda: made.append(actions.make_token(agent, by=agent.actor, **form.cleaned_data)),
    ):
        return render(request, "staff/token_made.html", {"place": "tokens", "token": made[0]})
    return render(request, "staff/token_make.html", {"place": "tokens", "form": form})


@login_required
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token of one's own."""
    agent = agent_of(request)
    token = get_object_or_404(agent.tokens, pk=pk)
    actions.revoke_token(token, by=agent.actor)
    messages.success(request, _("The token is revoked."))
    return redirect("tokens")


def _applied(request: HttpRequest, language: str) -> HttpResponse:
    """Return to the page, in the new language; what this browser chose before gives way."""
    with translation.override(language or translation.get_language()):
        messages.success(request, _("Your settings are saved."))
    response = redirect("profile")
    response.delete_cookie("theme")
    if language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return response
