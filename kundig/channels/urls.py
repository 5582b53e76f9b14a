"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.channels import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/outgoing/", views.outgoing, name="outgoing"),
    path("settings/outgoing/<int:pk>/", views.queue, name="outgoing-queue"),
    path("settings/outgoing/<int:pk>/pause/", views.pause, name="outgoing-pause"),
    path("settings/outgoing/<int:pk>/resume/", views.resume, name="outgoing-resume"),
]
