"""What a mail server's answer means: the reason that people understand, found by its code.

The enhanced status codes of RFC 3463 and their register (RFC 5248) come first; servers without them are
understood by the few phrases that most of them use.
"""

from __future__ import annotations

import re

from kundig.conversations.recipients import Fate, Outcome

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")

# Subject and detail of the enhanced code; a subject alone stands for all of its details.
_REASONS = {
    "1.1": "unknown_address",
    "1.2": "unknown_domain",
    "1.3": "unknown_address",
    "1.6": "mailbox_closed",
    "1.10": "unknown_domain",
    "2": "mailbox_closed",
    "2.2": "mailbox_full",
    "2.3": "too_large",
    "3.1": "mailbox_full",
    "3.4": "too_large",
    "4.1": "unreachable",
    "4.2": "unreachable",
    "4.3": "unreachable",
    "4.4": "unknown_domain",
    "4.7": "unreachable",
    "5.3": "too_many",
    "6": "content",
    "7": "not_accepted",
    "7.20": "not_authenticated",
    "7.21": "not_authenticated",
    "7.22": "not_authenticated",
    "7.23": "not_authenticated",
    "7.24": "not_authenticated",
    "7.25": "not_authenticated",
    "7.26": "not_authenticated",
}
# Words that say more than the code they come with: 5.7.1 stands for anything a server does not like.
_PHRASES = (
    ("greylisted", re.compile(r"grey ?-?list|gray ?-?list|try again in \d+ ?(s|m)", re.IGNORECASE)),
    (
        "unknown_address",
        re.compile(
            r"(user|mailbox|recipient|address|account)[^.;]{0,40}"
            r"(unknown|not found|does not exist|doesn.?t exist|unavailable|rejected: no such)"
            r"|no such (user|mailbox|recipient|person)|unknown (user|recipient|mailbox)"
            r"|unbekannt|existiert nicht",
            re.IGNORECASE,
        ),
    ),
    (
        "mailbox_full",
        re.compile(r"(over|exceed\w*) (the )?quota|quota exceeded|mailbox (is )?full", re.IGNORECASE),
    ),
    (
        "not_authenticated",
        re.compile(r"\b(spf|dkim|dmarc)\b[^.;]{0,60}(fail|reject|not|policy)|unauthenticated", re.IGNORECASE),
    ),
    ("looks_like_spam", re.compile(r"\bspam\b|\bjunk\b|blacklist|blocklist|\bRBL\b|spamhaus", re.IGNORECASE)),
    (
        "too_many",
        re.compile(r"rate limit|too many (mails|messages|connections|recipients)|throttl", re.IGNORECASE),
    ),
    ("too_large", re.compile(r"too (large|big)|size limit|exceeds .{0,20}size", re.IGNORECASE)),
)  # fmt: skip

# Reasons that lie in the mail, or in the day, and not in the address.
PASSING = frozenset(
    {"mailbox_full", "too_large", "not_accepted", "looks_like_spam", "not_authenticated", "too_many"}
    | {"greylisted", "unreachable", "content"}
)  # fmt: skip


def outcome_of(address: str, code: int, text: bytes | str) -> Outcome:
    """Return what a server's refusal of one recipient amounts to: 5xx is for good, 4xx for now."""
    words = in_words(code, text)
    fate = Fate.REFUSED if code >= 500 else Fate.DELAYED
    return Outcome(address, fate, reason_of(words), words)


def in_words(code: int, text: bytes | str) -> str:
    """Return a server's answer as one line."""
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {said}"


def reason_of(words: str) -> str:
    """Return a key of `recipients.REASONS` for a server's answer, "" where it says nothing that we know."""
    for reason, phrase in _PHRASES:
        if phrase.search(words):
            return reason
    match = _ENHANCED.search(words)
    if match is not None:
        detail = f"{int(match[2])}.{int(match[3])}"
        return _REASONS.get(detail) or _REASONS.get(str(int(match[2])), "")
    return "too_large" if words.startswith("552") else ""
