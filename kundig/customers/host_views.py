"""The settings page of public mail hosts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.customers import actions
from kundig.customers.forms import MailHostForm
from kundig.customers.mail_hosts import PUBLIC_MAIL_HOSTS
from kundig.customers.models import MailHost
from kundig.customers.permissions import ARRANGE
from kundig.customers.requests import actor_of


@require_http_methods(["GET", "POST"])
@login_required
def hosts(request: HttpRequest) -> HttpResponse:
    """The hosts beside those that everybody knows, and a field for another one."""
    actor = _arranger(request)
    form = MailHostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            host = actions.add_mail_host(by=actor, name=form.cleaned_data["name"])
        except Refused as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, _("%(host)s is a public mail host now.") % {"host": host})
            return redirect("mail-hosts")
    context = {
        "place": "mail-hosts",
        "form": form,
        "hosts": MailHost.objects.order_by("name")[: caps.MAIL_HOSTS_SHOWN],
        "known": sorted(PUBLIC_MAIL_HOSTS),
    }
    return render(request, "customers/mail_hosts.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a domain stand for a company again."""
    actor = _arranger(request)
    host = get_object_or_404(MailHost, pk=pk)
    actions.remove_mail_host(host, by=actor)
    messages.success(request, _("%(host)s is no public mail host any more.") % {"host": host})
    return redirect("mail-hosts")


def _arranger(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.may(ARRANGE):
        raise Http404
    return actor
