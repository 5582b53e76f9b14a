"""One's own security: password, authenticator app, passkeys, recovery codes, sessions."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kundig.staff import actions
from kundig.staff.guard import agent_of
from kundig.staff.sign_in.browsers import describe
from kundig.web.peer import neighbourhood


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about how one signs in, and where one is signed in."""
    agent = agent_of(request)
    own = Authenticator.objects.filter(user=agent).order_by("created_at")
    by_type: dict[str, list[Authenticator]] = {}
    for authenticator in own:
        by_type.setdefault(authenticator.type, []).append(authenticator)
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    return render(
        request,
        "staff/security.html",
        {
            "place": "security",
            "app": (by_type.get(Authenticator.Type.TOTP) or [None])[0],
            "passkeys": by_type.get(Authenticator.Type.WEBAUTHN, []),
            "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else None,
            "sessions": _sessions(request),
        },
    )


@login_required
def back(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django gives it to every view
    """Where allauth returns to after a change."""
    return redirect("security")


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    agent = agent_of(request)
    actions.end_other_sessions(agent, by=agent.actor, but=request.session.session_key or "")
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("security")


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out in one other browser."""
    agent = agent_of(request)
    others = UserSession.objects.filter(user=agent).exclude(session_key=request.session.session_key)
    session = get_object_or_404(others, pk=pk)
    actions.end_session(agent, by=agent.actor, session=session)
    messages.success(request, _("You are signed out there."))
    return redirect("security")


def _sessions(request: HttpRequest) -> list[dict[str, object]]:
    sessions = UserSession.objects.purge_and_list(agent_of(request))
    return [
        {
            "pk": session.pk,
            "browser": describe(session.user_agent),
            "place": neighbourhood(session.ip),
            "since": session.created_at,
            "used": session.last_seen_at,
            "is_current": session.session_key == request.session.session_key,
        }
        for session in sorted(sessions, key=lambda session: session.last_seen_at, reverse=True)
    ]
