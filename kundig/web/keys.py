"""Every key of the desk: one list for the browser, the sheet behind ``?`` and the settings.

``Mod`` is Ctrl or ⌘. Plain letters count outside text fields; Alt is never used, because it types
characters on many keyboards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Key:
    """A verb's name as elements carry it (``data-shortcut``), its key and its words."""

    name: str
    key: str
    label: str | Promise
    group: str | Promise


_LIST, _CONVERSATION = _("In the list"), _("In a conversation")
_WRITING, _EVERYWHERE = _("While writing"), _("Everywhere")

KEYS = (
    Key("next", "j", _("Next conversation"), _LIST),
    Key("previous", "k", _("Previous conversation"), _LIST),
    Key("open", "Enter", _("Open conversation"), _LIST),
    Key("reply", "r", _("Reply"), _CONVERSATION),
    Key("note", "n", _("Write a note"), _CONVERSATION),
    Key("forward", "f", _("Forward"), _CONVERSATION),
    Key("assign", "a", _("Assign"), _CONVERSATION),
    Key("team", "t", _("Hand to a team"), _CONVERSATION),
    Key("status", "s", _("Change the state"), _CONVERSATION),
    Key("priority", "p", _("Change the priority"), _CONVERSATION),
    Key("tag", "l", _("Tag"), _CONVERSATION),
    Key("snooze", "z", _("Snooze"), _CONVERSATION),
    Key("resolve", "e", _("Resolve"), _CONVERSATION),
    Key("resolve-next", "Shift+E", _("Resolve and next"), _CONVERSATION),
    Key("copy-link", ".", _("Copy link"), _CONVERSATION),
    Key("send", "Mod+Enter", _("Send"), _WRITING),
    Key("send-resolve", "Mod+Shift+Enter", _("Send and resolve"), _WRITING),
    Key("back", "Escape", _("Back"), _EVERYWHERE),
    Key("palette", "Mod+k", _("Find and do anything"), _EVERYWHERE),
    Key("search", "/", _("Search"), _EVERYWHERE),
    Key("go-inbox", "g i", _("Go to the inbox"), _EVERYWHERE),
    Key("go-notifications", "g n", _("Go to notifications"), _EVERYWHERE),
    Key("go-customers", "g c", _("Go to customers"), _EVERYWHERE),
    Key("keys", "?", _("Show all keys"), _EVERYWHERE),
)


def keys_for(own: Mapping[str, str]) -> dict[str, str]:
    """Name to key, with a person's own choices laid over; an empty choice switches a key off."""
    chosen = {key.name: own.get(key.name, key.key) for key in KEYS}
    return {name: key for name, key in chosen.items() if key}


def written(key: str) -> list[str]:
    """The caps a person presses: ``Mod+Shift+Enter`` gives Ctrl, ⇧, ↵."""
    names = {"Mod": "Ctrl", "Shift": "⇧", "Enter": "↵", "Escape": "Esc"}
    parts = key.split(" ") if " " in key else key.split("+")
    return [names.get(part, part.upper() if part.isalpha() else part) for part in parts]
