"""Addresses of this room: the reference for people, its contract for programs, and the endpoints."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from kundig.api import pages
from kundig.api.endpoints import nothing_here, view_of
from kundig.api.registry import by_path

app_name = "api"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.reference, name="reference"),
    path("v1/openapi.json", pages.contract, name="contract"),
    *(
        path(f"v1/{address}", view_of(endpoints), name=endpoints[0].name)
        for address, endpoints in by_path().items()
    ),
    re_path("^v1/", nothing_here, name="nothing"),
]
