"""The e-mail channel as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class EmailConfig(AppConfig):
    """Names the room."""

    name = "kundig.channels.email"
    label = "email"
