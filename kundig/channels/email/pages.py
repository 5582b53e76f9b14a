"""Where this room's pages stand in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.channels.permissions import GROUP, MANAGE
from kundig.conversations.permissions import SEE, WORK
from kundig.staff.guard import held
from kundig.web.places import Place, register


def register_all() -> None:
    """Hand the places in."""
    may_manage, may_see = held(MANAGE), held(SEE)
    manages_all = held(MANAGE, everywhere=True)
    for place in (
        Place("mailboxes", _("Mailboxes"), "mail", "mailboxes", "settings", GROUP, 210, may_manage),
        Place("keys", _("Keys for mail"), "key-round", "keys", "settings", GROUP, 215, manages_all),
        Place(
            "sent-mail",
            _("Demo mailbox"),
            "mail-open",
            "sent-mails",
            "settings",
            GROUP,
            220,
            may_see,
        ),
        Place(
            "spam-filter",
            _("Spam filter"),
            "shield-alert",
            "spam-filter",
            "settings",
            GROUP,
            221,
            held(WORK),
        ),
    ):
        register(place)
