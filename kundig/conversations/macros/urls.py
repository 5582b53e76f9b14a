"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.conversations.macros import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/macros/", views.macros, name="macros"),
    path("settings/macros/make/", views.make, name="macro-make"),
    path("settings/macros/arrange/", views.arrange, name="macro-arrange"),
    path("settings/macros/<int:pk>/", views.macro, name="macro"),
    path("settings/macros/<int:pk>/change/", views.change, name="macro-change"),
    path("settings/macros/<int:pk>/remove/", views.remove, name="macro-remove"),
    path("conversations/<int:pk>/macros/", views.offered, name="conversation-macros"),
    path("conversations/<int:pk>/macros/run/", views.run, name="conversation-run-macro"),
]
