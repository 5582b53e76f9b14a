"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.conversations.incidents import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/new/", views.make, name="incident-make"),
    path("incidents/<int:pk>/", views.incident, name="incident"),
    path("incidents/<int:pk>/change/", views.change, name="incident-change"),
    path("incidents/<int:pk>/join/", views.join, name="incident-join"),
    path("incidents/<int:pk>/leave/", views.leave, name="incident-leave"),
    path("incidents/<int:pk>/answer/", views.answer, name="incident-answer"),
    path("incidents/<int:pk>/progress/", views.progress, name="incident-progress"),
    path("incidents/<int:pk>/cancel/", views.cancel, name="incident-cancel"),
    path("conversations/<int:pk>/incidents/", views.choose, name="conversation-incidents"),
]
