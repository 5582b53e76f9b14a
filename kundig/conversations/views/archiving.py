"""What the pages of statuses, categories, fields and tags share: one thing that is put away or brought back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.views.decorators.http import require_POST

from kundig.staff.guard import agent_of, needs
from kundig.staff.permissions import MANAGE_SETTINGS

guarded = needs(MANAGE_SETTINGS, everywhere=True)
View = Callable[..., HttpResponseBase]


def done_to_one(
    rows: Callable[[], QuerySet[Any]], verb: Callable[..., object], said: Promise, *, then: str
) -> View:
    """Return a view that does a verb, which needs nothing more, to one of `rows` and goes to the page `then`.

    `said` tells what became of it; `%(name)s` in it is what the thing is called.
    """

    @require_POST
    @guarded
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(rows(), pk=pk)
        verb(found, by=agent_of(request).actor)
        messages.success(request, str(said) % {"name": str(found)})
        return redirect(then)

    return view
