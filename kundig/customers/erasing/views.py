"""The page that shows what will be erased, asks why, and tells how far it is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from kundig.customers.erasing import actions
from kundig.customers.erasing.erasers import count_everywhere
from kundig.customers.erasing.forms import ErasureForm
from kundig.customers.erasing.models import Erasure, Reason
from kundig.customers.erasing.people import person_of
from kundig.customers.erasing.permissions import ERASE
from kundig.customers.erasing.traces import ERASED
from kundig.customers.models import Customer
from kundig.customers.reach import within_reach
from kundig.customers.requests import actor_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what goes, and erase once a reason is given and confirmed."""
    actor = actor_of(request)
    if not actor.may(ERASE) or within_reach(actor.grants):
        raise Http404
    customer = get_object_or_404(Customer.objects.visible_to(actor), pk=pk)
    form = ErasureForm(request.POST or None)
    if form.is_valid():
        actions.erase(customer, by=actor, reason=Reason(form.cleaned_data["reason"]))
        return redirect("customer-erase", pk)
    erasure = Erasure.objects.filter(customer=customer).first()
    person = person_of(customer)
    lines = count_everywhere(person)
    context = {
        "place": "customers",
        "customer": customer,
        "form": form,
        "erasure": erasure,
        "lines": lines,
        "mark": ERASED,
        "names": [f'"{one}"' for one in (*person.full_names, *person.shown_addresses)],
        # Whoever is erased already is offered it again where something has come in since.
        "can_erase": erasure is None
        or (erasure.ended_at is not None and any(number for _words, number in lines)),
    }
    status = 422 if form.errors else 200
    return render(request, "erasing/erase.html", context, status=status)
