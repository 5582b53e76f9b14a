"""What people should not have sent: card numbers, bank accounts, passwords and keys; found by their form, and masked.

Never said, logged or kept anywhere but in the message: what is told of a finding is its kind.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kundig.core import caps

# What words may hold, and what a file may be.
KINDS = ("card", "account", "password", "key")
RECORDING = "recording"
_DOT = "•"
# 13 to 19 digits of the known card schemes, in groups or not.
_CARD = re.compile(r"(?<![\w-])[2-6](?:[ -]?\d){12,18}(?![\w-])", re.ASCII)
_ACCOUNT = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?!\w)", re.ASCII)
_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.{0,20000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)"
    r"|(?<!\w)(?:AKIA|ASIA)[0-9A-Z]{16}(?!\w)"
    r"|(?<!\w)gh[pousr]_[A-Za-z0-9]{36,255}"
    r"|(?<!\w)github_pat_[A-Za-z0-9_]{50,255}"
    r"|(?<!\w)glpat-[\w-]{20,64}"
    r"|(?<!\w)xox[abeoprs]-[\w-]{10,250}"
    r"|(?<!\w)[rs]k_(?:live|test)_[A-Za-z0-9]{16,250}"
    r"|(?<!\w)AIza[\w-]{35}"
    r"|(?<!\w)eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}",
    re.ASCII | re.DOTALL,
)
_PASSWORD = re.compile(
    r"\b(?:password|passwort|kennwort|passwd|mot de passe|contraseña|wachtwoord|hasło)\b"
    r"\s{0,5}(?::|=|\bis\b:?|\bist\b:?|\blautet\b:?|\best\b:?|\bes\b:?)\s{0,5}[\"'„“]?(?P<it>(?!•)[^\s\"'“”]{6,64})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """Where something stands, and of which kind it is: "card", "account", "password" or "key"."""

    kind: str
    start: int
    end: int


def find(text: str, kinds: Collection[str] = KINDS) -> list[Found]:
    """Return what of these kinds stands in a text, in its order, none over another."""
    found: list[Found] = []
    wanted = (one for one in _all(text) if one.kind in kinds)
    for one in sorted(wanted, key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def kinds_in(text: str) -> list[str]:
    """Return the kinds that the first part of a text (`caps.SENSITIVE_CHARS`) holds, each once."""
    return list(dict.fromkeys(one.kind for one in find(text[: caps.SENSITIVE_CHARS])))


def masked(text: str, kinds: Collection[str] = KINDS) -> str:
    """Return a text with dots in place of what it holds of these kinds; of numbers the last four digits stay, to tell them apart."""
    parts: list[str] = []
    end = 0
    for one in find(text, kinds):
        parts += (text[end : one.start], _mask(one.kind, text[one.start : one.end]))
        end = one.end
    return "".join([*parts, text[end:]])


def _all(text: str) -> Iterator[Found]:
    for match in _KEY.finditer(text):
        yield Found("key", *match.span())
    for match in _PASSWORD.finditer(text):
        # "Password: please reset it" holds none.
        if re.search(r"[\d\W_]", match["it"].rstrip(".,;:!?")):
            yield Found("password", *match.span("it"))
    for match in _CARD.finditer(text):
        if _is_card(re.sub(r"\D", "", match[0])):
            yield Found("card", *match.span())
    for match in _ACCOUNT.finditer(text):
        end = _account_end(match[0])
        if end:
            yield Found("account", match.start(), match.start() + end)


def _is_card(digits: str) -> bool:
    """Whether the check digit fits (ISO/IEC 7812-1, annex B), and it is not one digit again and again."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 1


def _account_end(text: str) -> int:
    """Where an IBAN (ISO 13616) ends that begins the text; 0 where none does. A word may follow it."""
    pieces = list(re.finditer(r"[A-Z0-9]+", text))
    for piece in reversed(pieces):
        packed = text[: piece.end()].replace(" ", "")
        if 15 <= len(packed) <= 34 and _is_account(packed):
            return piece.end()
    return 0


def _is_account(packed: str) -> bool:
    turned = packed[4:] + packed[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _mask(kind: str, text: str) -> str:
    if kind in ("card", "account"):
        return f"{_DOT * 8} {re.sub(r'[^A-Z0-9]', '', text)[-4:]}"
    return _DOT * 8
