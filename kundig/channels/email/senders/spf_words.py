"""The macros in SPF records (RFC 7208, 7): names that are put together from what the sending server said."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote

_MACRO = re.compile(r"%(?:([%_-])|\{([A-Za-z])(\d{0,3})([rR]?)([.\-+,/_=]*)\})", re.ASCII)
_PLAIN = re.compile(r"[!-$&-~]")
_TOP_LABEL = r"(?:[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|[A-Za-z0-9]+-[A-Za-z0-9-]*[A-Za-z0-9])"
_END = re.compile(rf"\.{_TOP_LABEL}\.?$", re.ASCII)
_LETTERS = frozenset("slodiphv")
_NAME_CHARS = 253
# What a local part may hold without quotes (RFC 5322, 3.2.3) and the at sign between it and its domain: macros bring
# them. A backslash would be an escape in the written form of a name, and the rest stands in no name that is meant.
_LABEL = re.compile(r"[A-Za-z0-9_!#$%&'*+/=?^`{|}~@-]{1,63}", re.ASCII)


def is_name(text: str) -> bool:
    """Tell whether the name system can be asked for it, as it is written and with no other meaning."""
    labels = text.removesuffix(".").split(".")
    return (
        len(labels) > 1
        and len(text) <= _NAME_CHARS
        and all(_LABEL.fullmatch(label) for label in labels)
    )


def is_template(text: str, *, needs_end: bool = True) -> bool:
    """Tell whether a domain is written as records write them, macros included.

    A domain ends in a top label or a macro, other values (`needs_end` False) as they like.
    """
    rest, last = text, None
    while rest:
        macro = _MACRO.match(rest)
        if macro is not None:
            if macro[2] and not _is_known(macro):
                return False
            rest, last = rest[macro.end() :], macro
        elif _PLAIN.match(rest):
            rest, last = rest[1:], None
        else:
            return False
    if not needs_end:
        return True
    return bool(last and last[2]) or _END.search(text) is not None


def _is_known(macro: re.Match[str]) -> bool:
    return macro[2].lower() in _LETTERS and macro[3] not in ("0", "00", "000")


@dataclass(frozen=True)
class Words:
    """What macros stand for in the record of one domain."""

    sender: str
    helo: str
    peer: ipaddress.IPv4Address | ipaddress.IPv6Address
    domain: str

    def filled(self, template: str) -> str:
        """Return a name with its macros filled in, cut from the left to what a name may have."""
        name = _MACRO.sub(self._one, template)
        while len(name) > _NAME_CHARS and "." in name:
            name = name.partition(".")[2]
        return name

    def _one(self, macro: re.Match[str]) -> str:
        if macro[1]:
            return {"%": "%", "_": " ", "-": "%20"}[macro[1]]
        value = self._value(macro[2].lower())
        parts = re.split(f"[{re.escape(macro[5] or '.')}]", value)
        if macro[4]:
            parts.reverse()
        if macro[3]:
            parts = parts[-int(macro[3]) :]
        words = ".".join(parts)
        return quote(words, safe="") if macro[2].isupper() else words

    def _value(self, letter: str) -> str:
        local, _at, domain = self.sender.rpartition("@")
        is_v6 = self.peer.version == 6
        return {
            "s": self.sender,
            "l": local,
            "o": domain,
            "d": self.domain,
            "i": ".".join(self.peer.exploded.replace(":", "")) if is_v6 else str(self.peer),
            "p": "unknown",
            "h": self.helo,
            "v": "ip6" if is_v6 else "in-addr",
        }[letter]
