"""Room on the disk: the last of it is kept for what comes in, so uploads and exports end before mail does."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.errors import Refused


class NoRoom(Refused):
    """The disk is nearly full (RFC 4918, 507 Insufficient Storage)."""

    status = 507


def must_have_room() -> None:
    """Raise NoRoom where less of the disk is free than must stay free. Nothing is said of a disk that is elsewhere."""
    try:
        disk = shutil.disk_usage(settings.DATA)
    except FileNotFoundError:
        return
    if disk.free * 100 < disk.total * caps.DISK_FREE_PERCENT:
        raise NoRoom(
            _(
                "The server’s disk is nearly full. Please tell your administrator; what you wrote is kept."
            )
        )
