"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kundig.exports import views

urlpatterns = [
    path("exports/", views.exports, name="exports"),
    path("exports/new/", views.new_list, name="export-list"),
    path("exports/<int:pk>/cancel/", views.cancel, name="export-cancel"),
    path("exports/<int:pk>/file/", views.download, name="export-file"),
    path("conversations/<int:pk>/export/", views.conversation, name="conversation-export"),
]
