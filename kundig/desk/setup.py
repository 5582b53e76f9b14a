"""The first-start wizard: organisation, administrator, first mailbox. Afterwards it is gone for ever."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kundig.channels.email import actions as mailboxes
from kundig.core import secrets
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.desk import setup_code
from kundig.desk.setup_forms import AdministratorForm, CodeForm, MailboxForm, OrganisationForm
from kundig.staff import actions as staff
from kundig.staff.actions.organisation import Beginning
from kundig.staff.models import Organisation

STATE = "start"
PURPOSE = "first start"
View = Callable[[HttpRequest], HttpResponse]


def while_fresh(view: View) -> View:
    """Guard a step: 404 once there is an organisation; from elsewhere the code is asked for first."""

    @never_cache
    @functools.wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if Organisation.objects.exists():
            raise Http404
        if not setup_code.is_local(request) and not _state(request).get("code"):
            return _ask_code(request)
        return view(request)

    return guarded


@while_fresh
def organisation(request: HttpRequest) -> HttpResponse:
    """First step: name and language. The next steps speak that language."""
    kept = _state(request).get("organisation")
    form = OrganisationForm(
        request.POST or None, initial=kept or {"language": translation.get_language()}
    )
    if not form.is_valid():
        return _page(request, 1, form)
    _keep(request, organisation=form.cleaned_data)
    response = redirect("start-administrator")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"])
    return response


@while_fresh
def administrator(request: HttpRequest) -> HttpResponse:
    """Second step: who administers. The password waits sealed in the session."""
    if "organisation" not in _state(request):
        return redirect("start")
    kept = _state(request).get("administrator", {})
    initial = {"name": kept.get("name"), "email": kept.get("email")}
    form = AdministratorForm(request.POST or None, initial=initial)
    if not form.is_valid():
        return _page(request, 2, form)
    data = form.cleaned_data
    sealed = secrets.seal_text(PURPOSE, data["password"])
    _keep(request, administrator={"name": data["name"], "email": data["email"], "password": sealed})
    return redirect("start-mailbox")


@while_fresh
def mailbox(request: HttpRequest) -> HttpResponse:
    """Third step: the first mailbox, or none for now. Then everything is made at once."""
    state = _state(request)
    if "administrator" not in state:
        return redirect("start-administrator")
    if request.method == "POST" and "later" in request.POST:
        return _begin(request, None)
    form = MailboxForm(request.POST or None, initial=_proposal(state["administrator"]["email"]))
    if not form.is_valid():
        return _page(request, 3, form)
    try:
        return _begin(request, form)
    except Refused as problem:
        form.add_error(None, problem.sentence)
        return _page(request, 3, form)


def _begin(request: HttpRequest, form: MailboxForm | None) -> HttpResponse:
    state = _state(request)
    with transaction.atomic():
        beginning = _set_up(state)
        if form is not None:
            mailboxes.make(
                by=SYSTEM,
                address=form.cleaned_data["address"],
                name=_("Customer service"),
                sender_name=beginning.organisation.name,
                team=beginning.administrator.teams.first(),
                **form.settings(),
            )
    setup_code.forget()
    del request.session[STATE]
    response: HttpResponse = perform_login(request, beginning.administrator)
    return response


def _set_up(state: dict[str, Any]) -> Beginning:
    who = state["administrator"]
    return staff.set_up(
        by=SYSTEM,
        name=state["organisation"]["name"],
        language=state["organisation"]["language"],
        administrator=who["name"],
        email=who["email"],
        password=secrets.reveal_text(PURPOSE, who["password"]),
    )


def _proposal(email: str) -> dict[str, str]:
    return {"address": f"service@{email.rpartition('@')[2]}"}


def _ask_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if setup_code.is_right(form.cleaned_data["code"]):
            _keep(request, code=True)
            return redirect("start")
        form.add_error("code", _("This is not the setup code."))
    setup_code.ensure()
    return render(request, "desk/setup_code.html", {"form": form, "file": setup_code.FILE})


def _page(request: HttpRequest, step: int, form: Any) -> HttpResponse:
    steps = [_("Organisation"), _("Administrator"), _("First mailbox")]
    template = f"desk/setup_{step}.html"
    return render(request, template, {"form": form, "steps": steps, "current": step})


def _state(request: HttpRequest) -> dict[str, Any]:
    state: dict[str, Any] = request.session.get(STATE, {})
    return state


def _keep(request: HttpRequest, **answers: Any) -> None:
    request.session[STATE] = _state(request) | answers
