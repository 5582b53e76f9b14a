"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.conversations.incidents.views import answering, belonging, incidents

urlpatterns: list[URLPattern | URLResolver] = [
    path("incidents/", incidents.incidents, name="incidents"),
    path("incidents/new/", incidents.make, name="incident-make"),
    path("incidents/<int:pk>/", incidents.incident, name="incident"),
    path("incidents/<int:pk>/change/", incidents.change, name="incident-change"),
    path("incidents/<int:pk>/join/", belonging.join, name="incident-join"),
    path("incidents/<int:pk>/leave/", belonging.leave, name="incident-leave"),
    path("incidents/<int:pk>/answer/", answering.answer, name="incident-answer"),
    path("incidents/<int:pk>/progress/", answering.progress, name="incident-progress"),
    path("incidents/<int:pk>/cancel/", answering.cancel, name="incident-cancel"),
    path("conversations/<int:pk>/incidents/", belonging.choose, name="conversation-incidents"),
    path(
        "conversations/<int:pk>/incident-line/", belonging.line, name="conversation-incident-line"
    ),
]
