"""Every key of the desk: one list for the browser, the sheet behind ``?`` and the settings.

``Mod`` is Ctrl or ⌘. Plain letters count outside text fields; Alt is never used, because it types
characters on many keyboards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
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
    Key("select", "x", _("Select conversation"), _LIST),
    Key("select-range", "Shift+X", _("Select up to here"), _LIST),
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
    Key("macro", "m", _("Macro"), _CONVERSATION),
    Key("copy-link", ".", _("Copy link"), _CONVERSATION),
    Key("send", "Mod+Enter", _("Send"), _WRITING),
    Key("send-resolve", "Mod+Shift+Enter", _("Send and resolve"), _WRITING),
    Key("send-menu", "Mod+.", _("More ways to send"), _WRITING),
    Key("back", "Escape", _("Back"), _EVERYWHERE),
    Key("undo", "y", _("Undo what was done last"), _EVERYWHERE),
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


# The browser's own: they can't be given to anything else, nor changed.
FIXED = frozenset({"open", "back"})
_TAKEN = frozenset(f"Mod+{letter}" for letter in "acnqrtvwxz")
_NAMED_KEYS = (
    r"Enter|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Arrow(?:Up|Down|Left|Right)|F\d{1,2}"
)
_FORM = re.compile(rf"(?:Mod\+)?(?:Shift\+)?(?:\S|{_NAMED_KEYS})|\S \S")

# What lies under one hand on German and English keyboards alike; everything else stays as it is.
LEFT_HAND = {
    "next": "w",
    "previous": "q",
    "note": "c",
    "priority": "x",
    "tag": "d",
    "snooze": "v",
    "copy-link": "b",
    "select": "1",
    "select-range": "2",
    "macro": "3",
}
RIGHT_HAND = {
    "reply": "u",
    "forward": "o",
    "assign": "i",
    "team": "h",
    "status": "7",
    "snooze": "9",
    "resolve": "0",
    "resolve-next": "Shift+O",
    "select": "8",
    "select-range": "Shift+P",
}


def named(key: str) -> str:
    """Return `key` as the field of a form shows it: with the reader's word for Ctrl."""
    return key.replace("Mod", gettext("Ctrl"), 1) if key.startswith("Mod+") else key


def understood(text: str) -> str:
    """Return the key that `text` names, whatever its keyboard calls Ctrl."""
    first, plus, rest = text.partition("+")
    return f"Mod+{rest}" if plus and rest and first in {"Ctrl", "Strg", "⌘"} else text


def problem_with(key: str) -> str:
    """Return why nothing can lie on `key`, in a sentence; empty where it can."""
    if not _FORM.fullmatch(key):
        return gettext("This is no key. Alt and AltGr can’t be used, because they type characters.")
    if key in _TAKEN:
        return gettext("The browser or the text field needs this key itself.")
    return ""


def clashes(keys: Mapping[str, str]) -> dict[str, str]:
    """Return for each name of `keys` the other one that has the same key, or begins with it, if any."""
    found = {}
    for name, key in keys.items():
        for other, its in keys.items():
            if name != other and (
                key == its or its.startswith(f"{key} ") or key.startswith(f"{its} ")
            ):
                found[name] = other
    return found


def is_letter(key: str) -> bool:
    """Tell whether `key` is typed without Ctrl or ⌘ and stands for a character, as speech input types them."""
    parts = key.removeprefix("Shift+").split(" ")
    return all(len(part) == 1 for part in parts)


def written(key: str) -> list[str]:
    """The caps a person presses: ``Mod+Shift+Enter`` gives Ctrl, ⇧, ↵, in the words of their keyboard."""
    names = {"Mod": gettext("Ctrl"), "Shift": "⇧", "Enter": "↵", "Escape": "Esc"}
    parts = key.split(" ") if " " in key else key.split("+")
    return [names.get(part, part.upper() if part.isalpha() else part) for part in parts]
