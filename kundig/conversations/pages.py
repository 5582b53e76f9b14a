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
SENSITIVE_DATA = _("Sensitive data")


def register_all() -> None:
    """Hand the places in."""
    for name, words, icon, order, may in (
        ("categories", CATEGORIES, "folder", 220, held(MANAGE_SETTINGS, everywhere=True)),
        ("statuses", STATUSES, "circle-dot", 219, held(MANAGE_SETTINGS, everywhere=True)),
        (
            "conversation-fields",
            FIELDS,
            "sliders-horizontal",
            221,
            held(MANAGE_SETTINGS, everywhere=True),
        ),
        ("blocked-senders", _("Blocked senders"), "ban", 223, held(WORK)),
        (
            "answer-checks",
            _("Answer check for everybody"),
            "list-checks",
            225,
            held(MANAGE_SETTINGS, everywhere=True),
        ),
        ("sensitive-data", SENSITIVE_DATA, "eye-off", 224, held(MANAGE_SETTINGS)),
    ):
        register(Place(name, words, icon, name, "settings", GROUP, order, may))
    own = Place(
        "own-answer-checks", ANSWER_CHECK, "list-checks", "own-answer-checks", "settings", OWN, 15
    )
    register(own)
