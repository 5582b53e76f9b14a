"""The desk as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Names the room."""

    name = "kundig.desk"
    label = "desk"
