"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.api.webhooks import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/webhooks/", views.webhooks, name="webhooks"),
    path("settings/webhooks/make/", views.make, name="webhook-make"),
    path("settings/webhooks/<int:pk>/", views.webhook, name="webhook"),
    path("settings/webhooks/<int:pk>/change/", views.change, name="webhook-change"),
    path("settings/webhooks/<int:pk>/rotate/", views.rotate, name="webhook-rotate"),
    path("settings/webhooks/<int:pk>/on/", views.switch_on, name="webhook-switch-on"),
    path("settings/webhooks/<int:pk>/off/", views.switch_off, name="webhook-switch-off"),
    path("settings/webhooks/<int:pk>/test/", views.test, name="webhook-test"),
    path("settings/webhooks/<int:pk>/again/", views.replay_failed, name="webhook-replay-failed"),
    path("settings/webhooks/<int:pk>/span/", views.replay_span, name="webhook-replay-span"),
    path("settings/webhooks/<int:pk>/remove/", views.remove, name="webhook-remove"),
    path("settings/webhooks/deliveries/<int:pk>/", views.replay, name="webhook-replay"),
]
