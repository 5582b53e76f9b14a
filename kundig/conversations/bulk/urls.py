"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.conversations.bulk import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("bulk/", views.runs, name="bulk-runs"),
    path("bulk/start/", views.start, name="bulk-start"),
    path("bulk/choices/<slug:kind>/", views.choices, name="bulk-choices"),
    path("bulk/count/<path:view_name>/", views.count, name="bulk-count"),
    path("bulk/found/", views.found, name="bulk-found"),
    path("bulk/<int:pk>/", views.run, name="bulk-run"),
    path("bulk/<int:pk>/progress/", views.progress, name="bulk-progress"),
    path("bulk/<int:pk>/confirm/", views.confirm, name="bulk-confirm"),
    path("bulk/<int:pk>/cancel/", views.cancel, name="bulk-cancel"),
    path("bulk/<int:pk>/undo/", views.undo, name="bulk-undo"),
]
