"""The API as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the page of the reference, and how things are told as JSON."""

    name = "kundig.api"
    label = "api"

    def ready(self) -> None:
        """Register the place in the settings, and hand the shapes to whoever writes JSON below."""
        from kundig.api import places, shapes
        from kundig.api.erasing import erase_answers
        from kundig.conversations.models import Conversation, Message
        from kundig.customers.erasing.erasers import erased_by
        from kundig.exports.shaping import shape_by

        places.register_all()
        erased_by(erase_answers)
        shape_by(Conversation, shapes.Conversation)
        shape_by(Message, shapes.Message)
