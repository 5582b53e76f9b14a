"""The demo as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Names the room."""

    name = "kundig.demo"
    label = "demo"
