"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.conversations.embedded import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/cards/", views.cards, name="embedded-cards"),
    path("settings/cards/<int:pk>/", views.change, name="embedded-card-change"),
    path("settings/cards/<int:pk>/remove/", views.remove, name="embedded-card-remove"),
    path("embedded/key/", views.key, name="embedded-key"),
    path("conversations/<int:pk>/cards/", views.beside, name="conversation-embedded"),
    path("conversations/<int:pk>/cards/<int:card_pk>/", views.card, name="conversation-card"),
]
