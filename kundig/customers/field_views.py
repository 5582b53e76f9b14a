"""Settings pages of the organisation's own fields."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.own_fields import FieldKind
from kundig.customers import actions
from kundig.customers.field_forms import FieldForm, NewFieldForm
from kundig.customers.models import CustomField
from kundig.customers.permissions import ARRANGE

PLACE = {"place": "customer-fields"}


@require_GET
@login_required
def fields(request: HttpRequest) -> HttpResponse:
    """All fields in their order."""
    _arranger(request)
    return render(request, "customers/fields.html", PLACE | {"fields": CustomField.objects.all()})


@login_required
def field_make(request: HttpRequest) -> HttpResponse:
    """Add a field."""
    actor = _arranger(request)
    form = NewFieldForm(request.POST or None)
    if form.is_valid() and _done(form, lambda: _make(form, actor)):
        messages.success(request, _("The field is added."))
        return redirect("customer-fields")
    return render(request, "customers/field.html", PLACE | {"form": form})


@login_required
def field(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a field."""
    actor = _arranger(request)
    found = get_object_or_404(CustomField, pk=pk)
    form = FieldForm(request.POST or None, field=found)
    if form.is_valid() and _done(
        form, lambda: actions.change_field(found, by=actor, **form.cleaned_data)
    ):
        messages.success(request, _("The field is saved."))
        return redirect("customer-fields")
    return render(request, "customers/field.html", PLACE | {"form": form, "field": found})


@require_POST
@login_required
def field_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a field and its values."""
    actor = _arranger(request)
    actions.remove_field(get_object_or_404(CustomField, pk=pk), by=actor)
    messages.success(request, _("The field is removed."))
    return redirect("customer-fields")


def _make(form: NewFieldForm, actor: Actor) -> CustomField:
    data = form.cleaned_data
    kind = FieldKind(data["kind"])
    return actions.make_field(by=actor, label=data["label"], kind=kind, choices=data["choices"])


def _done(form: forms.Form, verb: Callable[[], object]) -> bool:
    try:
        verb()
    except NotAllowed:
        raise
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    return True


def _arranger(request: HttpRequest) -> Actor:
    assert request.user.is_authenticated
    if not request.user.may(ARRANGE):
        raise Http404
    return request.user.actor
