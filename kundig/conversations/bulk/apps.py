"""Bulk actions as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class BulkConfig(AppConfig):
    """Makes the job known; it has no place of its own in the settings."""

    name = "kundig.conversations.bulk"
    label = "bulk"
