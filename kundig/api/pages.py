"""The contract for programs, and the reference that people read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kundig.api import openapi
from kundig.api.bearer import caller
from kundig.api.errors import Failure
from kundig.api.reference import rooms


@never_cache
@require_safe
def contract(request: HttpRequest) -> HttpResponse:
    """Show the OpenAPI document to whoever is signed in or has a token; to strangers it is not there."""
    try:
        if not request.user.is_authenticated:
            caller(request)
    except Failure as failure:
        return failure.response()
    return JsonResponse(openapi.document())


@require_safe
@login_required
def reference(request: HttpRequest) -> HttpResponse:
    """Show the reference of all endpoints."""
    return render(request, "api/reference.html", {"rooms": rooms(), "place": "api"})
