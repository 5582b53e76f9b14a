"""Where this room's pages stand in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.permissions import GROUP, WORK
from kundig.staff.guard import held
from kundig.staff.pages import OWN
from kundig.staff.permissions import MANAGE_SETTINGS
from kundig.web.places import Place, register

ANSWER_CHECK = _("Answer check")
CATEGORIES = _("Categories")
FIELDS = _("Conversation fields")
STATUSES = _("Statuses")
TAGS = _("Tags")
SENSITIVE_DATA = _("Sensitive data")
THANKS = _("Mere thank-yous")


def register_all() -> None:
    """Hand the places in."""
    manages = held(MANAGE_SETTINGS, everywhere=True)
    for name, label, icon, order, may, words in (
        ("categories", CATEGORIES, "folder", 220, manages, _("topics, tree, sorting, reasons")),
        ("statuses", STATUSES, "circle-dot", 219, manages, _("states, workflow, waiting for")),
        ("tags", TAGS, "tag", 222, manages, _("labels, merge, rename, new tags")),
        (
            "conversation-fields",
            FIELDS,
            "sliders-horizontal",
            221,
            manages,
            _("own fields, custom fields, form, required before resolving, choice, number, date"),
        ),
        (
            "blocked-senders",
            _("Blocked senders"),
            "ban",
            223,
            held(WORK),
            _("blocklist, ban, spam, unblock"),
        ),
        (
            "answer-checks",
            _("Answer check for everybody"),
            "list-checks",
            225,
            manages,
            _("forgotten attachment, wrong name, before sending"),
        ),
        (
            "sensitive-data",
            SENSITIVE_DATA,
            "eye-off",
            224,
            held(MANAGE_SETTINGS),
            _("card numbers, IBAN, passwords, mask, black out, privacy"),
        ),
        ("thanks", THANKS, "smile", 226, manages, _("thank you, resolved, reopen, snoozed")),
    ):
        register(Place(name, label, icon, name, "settings", GROUP, order, may, words=words))
    own = Place(
        "own-answer-checks",
        ANSWER_CHECK,
        "list-checks",
        "own-answer-checks",
        "settings",
        OWN,
        15,
        words=_("forgotten attachment, wrong name, before sending"),
    )
    register(own)
