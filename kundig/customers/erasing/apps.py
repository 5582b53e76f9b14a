"""Erasing as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ErasingConfig(AppConfig):
    """Registers what the room of customers itself keeps."""

    name = "kundig.customers.erasing"
    label = "erasing"

    def ready(self) -> None:
        """Register it as the last one: who somebody is, all others need to know."""
        from kundig.customers.erasing.erasers import counted_by, erased_by, spare
        from kundig.customers.erasing.people import count_people, erase_people
        from kundig.customers.models import Address

        erased_by(erase_people, order=100)
        counted_by(count_people)
        # They go as a whole, and until then say whom it is about.
        spare(Address)
