"""Addresses of merging: the same for people and for companies."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.customers.merging import views
from kundig.customers.merging.kinds import COMPANY, CUSTOMER, Kind


def _of(kind: Kind, room: str) -> list[URLPattern | URLResolver]:
    given = {"kind": kind}
    return [
        path(f"{room}/<int:pk>/merge/", views.merge, given, name=f"{kind.page}-merge"),
        path(f"{room}/merges/<int:pk>/", views.merged, given, name=f"{kind.page}-merged"),
        path(f"{room}/merges/<int:pk>/undo/", views.undo, given, name=f"{kind.page}-merge-undo"),
    ]


urlpatterns = [
    path("customers/same/", views.same_people, name="same-people"),
    path("customers/same/<int:pk>/deny/", views.deny, name="same-person-deny"),
    *_of(CUSTOMER, "customers"),
    *_of(COMPANY, "companies"),
]
