"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.channels import parked_views as parked
from kundig.channels import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/outgoing/", views.outgoing, name="outgoing"),
    path("settings/outgoing/<int:pk>/", views.queue, name="outgoing-queue"),
    path("settings/outgoing/<int:pk>/pause/", views.pause, name="outgoing-pause"),
    path("settings/outgoing/<int:pk>/resume/", views.resume, name="outgoing-resume"),
    path("settings/parked/", parked.parked, name="parked"),
    path("settings/parked/<int:pk>/", parked.one, name="parked-one"),
    path("settings/parked/<int:pk>/html/", parked.html, name="parked-html"),
    path("settings/parked/<int:pk>/original/", parked.original, name="parked-original"),
    path("settings/parked/<int:pk>/discard/", parked.discard, name="parked-discard"),
    path("settings/parked/<int:pk>/release/", parked.release, name="parked-release"),
    path("settings/hours/", views.hours, name="opening-hours"),
    path("settings/hours/general/", views.hours_general, name="opening-hours-general"),
    path("settings/hours/<int:pk>/", views.hours_of_channel, name="opening-hours-channel"),
    path("settings/hours/<int:pk>/forget/", views.hours_forget, name="opening-hours-forget"),
]
