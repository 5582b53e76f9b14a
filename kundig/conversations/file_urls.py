"""All addresses of the host for files: see `file_origin`."""

from __future__ import annotations

from django.urls import path

from kundig.conversations.views import content

urlpatterns = [path("<str:token>/", content.file, name="file")]

handler400 = handler403 = handler404 = "kundig.conversations.views.content.nothing_here"
handler500 = "kundig.conversations.views.content.nothing_here"
