"""The channels' room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Names the room."""

    name = "kundig.channels"
    label = "channels"
