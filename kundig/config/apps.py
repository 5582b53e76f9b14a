"""The top room as a Django app: it holds the commands that start everything."""

from __future__ import annotations

from django.apps import AppConfig


class TopConfig(AppConfig):
    """Names the room."""

    name = "kundig.config"
    label = "config"
