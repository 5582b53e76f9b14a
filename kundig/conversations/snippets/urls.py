"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.conversations.snippets import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/snippets/", views.snippets, name="snippets"),
    path("settings/snippets/make/", views.make, name="snippet-make"),
    path("settings/snippets/preview/", views.preview, name="snippet-preview"),
    path("settings/snippets/<int:pk>/", views.change, name="snippet-change"),
    path("settings/snippets/<int:pk>/remove/", views.remove, name="snippet-remove"),
    path("snippets/<int:pk>/use/", views.use, name="snippet-use"),
    path("conversations/<int:pk>/snippets/", views.offered, name="conversation-snippets"),
]
