"""Mails that open an account: a service's code, or its link that works once.

Whoever may read them at an address of the company can join its workspaces and take its accounts over. Three
things must come together, so that a customer who writes about their code stays a customer: a machine wrote it,
it says what it is, and it holds a code or a link.
"""

from __future__ import annotations

import re

from kundig.channels.email.mime.code_words import PHRASES, ROBOT_NAMES, SERVICES
from kundig.channels.email.mime.mail import ParsedMail

_PHRASE = re.compile("|".join(re.escape(p) for one in PHRASES.values() for p in one), re.IGNORECASE)
_CODE = re.compile(
    r"(?<![\w.,/-])(?:[A-Z]{1,2}-)?(?:\d[ -]?){3,7}\d(?![\w,/-])"
    r"|(?<![\w-])(?=[A-Z0-9-]*\d)[A-Z0-9]{3,6}-[A-Z0-9]{3,6}(?![\w-])"
    r"|(?<![\w-])(?=[A-Z]*\d)[A-Z0-9]{6,10}(?![\w-])"
)
# A part of an address that nobody could guess.
_SECRET_LINK = re.compile(r"https?://[^\s<>\"']{0,300}?[/=?&#][\w.~%-]{16,}", re.IGNORECASE)
# The phrase stands in the subject or among the first sentences.
_LOOKED_AT = 3_000


def opens_an_account(mail: ParsedMail) -> bool:
    """Tell whether a mail carries a code or a link by which its reader gets into an account."""
    if mail.bounce is not None or mail.complaint is not None or not _is_from_a_service(mail):
        return False
    text = mail.text[:_LOOKED_AT]
    if _PHRASE.search(f"{mail.subject}\n{text}".replace("’", "'")) is None:
        return False
    return any(
        pattern.search(where)
        for pattern in (_CODE, _SECRET_LINK)
        for where in (mail.subject, text, mail.html[: 10 * _LOOKED_AT])
    )


def _is_from_a_service(mail: ParsedMail) -> bool:
    local, _at, domain = mail.sender.address.lower().rpartition("@")
    if any(domain == one or domain.endswith(f".{one}") for one in SERVICES):
        return True
    name = re.split(r"[+]", local)[0]
    return mail.automatic in ("notification", "bulk") or name in ROBOT_NAMES
