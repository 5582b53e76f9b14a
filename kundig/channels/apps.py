"""The channels' room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Names the room and puts its pages into the settings."""

    name = "kundig.channels"
    label = "channels"

    def ready(self) -> None:
        """Register the pages of what waits to go out and of opening hours."""
        from django.utils.translation import gettext_lazy as _

        from kundig.channels.erasing import erase_channels
        from kundig.channels.hours import spans_finder
        from kundig.channels.permissions import GROUP, MANAGE
        from kundig.conversations.snoozing import opened_by
        from kundig.customers.erasing.erasers import erased_by
        from kundig.staff.guard import held
        from kundig.web.places import Place, register

        opened_by(spans_finder)
        may = held(MANAGE)
        hours, outgoing = _("Opening hours"), _("Outgoing")
        queued = _("queue, waiting mails, pace, pause, resume, not sent")
        times = _("service hours, business hours, holidays, weekend, closed, days")
        for name, label, icon, order, words in (
            ("outgoing", outgoing, "send", 215, queued),
            ("opening-hours", hours, "clock", 219, times),
        ):
            register(Place(name, label, icon, name, "settings", GROUP, order, may, words=words))
        erased_by(erase_channels, order=40)
