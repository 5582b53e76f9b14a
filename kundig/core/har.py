"""Recordings of a browser (HTTP Archive 1.2, http://www.softwareishard.com/blog/har-12-spec/) without what opens accounts.

Whoever records a fault for us sends along the cookies and tokens they are signed in with. They are taken out
wherever a name gives them away: cookies, headers, query strings, forms and JSON in requests and answers.
"""

from __future__ import annotations

import json
import re
from typing import Any

REMOVED = "removed"

_NAME = (
    r"(?:[\w.-]*(?:token|secret|passw|passphrase|pwd|kennwort|session|cookie|credential|signature|assertion"
    r"|saml|jwt|csrf|xsrf|api[-_]?key|access[-_]?key|private[-_]?key|authorization)[\w.-]*"
    r"|(?:[\w.-]*[-_.])?(?:auth|sid|sig|otp|pin)|code|state|nonce|key)"
)
_IS_SECRET = re.compile(_NAME, re.IGNORECASE)
# name=value in addresses and forms, "name": "value" in JSON, a person's own part of an address, and what signs by itself.
_PAIR = re.compile(rf"(?<![\w.-])({_NAME}=)[^&#\s\"'<>;]+", re.IGNORECASE)
_MEMBER = re.compile(
    rf"(\\?\"{_NAME}\\?\"\s{{0,9}}:\s{{0,9}})(?:\\?\"[^\"\\]*\\?\"|-?\d[\d.]*)", re.IGNORECASE
)
_PERSON = re.compile(r"(://)[^/@\s\"']{1,500}@")
_BEARER = re.compile(r"\b(bearer|basic|digest|negotiate)\s+[\w+/=.~-]{8,}", re.IGNORECASE)
_SIGNED = re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?")
_BEGINNING = re.compile(rb'\A(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{')
_LOOKED_AT = 2_000


def looks_like_one(name: str, content: bytes) -> bool:
    """Tell by name and beginning whether a file may be a recording; what may be one is locked until it was read."""
    return name.lower().endswith(".har") or bool(_BEGINNING.match(content[:_LOOKED_AT]))


def cleaned(content: bytes) -> bytes | None:
    """Return a recording without its secrets; None for a file that is none.

    Raises ValueError or RecursionError for one that can't be read. Costs the memory of the whole: for a child.
    """
    recording = json.loads(content.decode("utf-8-sig"))
    if not _is_one(recording):
        return None
    packed = json.dumps(_clean(recording), ensure_ascii=False, separators=(",", ":"))
    return packed.encode("utf-8", "replace")


def _is_one(recording: Any) -> bool:
    log = recording.get("log") if isinstance(recording, dict) else None
    return isinstance(log, dict) and isinstance(log.get("entries"), list)


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return _clean_object(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return _clean_text(value) if isinstance(value, str) else value


def _clean_object(value: dict[str, Any]) -> dict[str, Any]:
    is_named = isinstance(value.get("name"), str) and "value" in value
    hides = is_named and _IS_SECRET.fullmatch(value["name"].strip())
    # What is packed can't be looked through: a picture loses its points, a token its use.
    is_packed = bool(value.get("encoding"))
    clean: dict[str, Any] = {}
    for name, one in value.items():
        if name.lower() == "cookies":
            clean[name] = []
        elif (hides and name == "value") or (is_packed and name == "text"):
            clean[name] = REMOVED
        else:
            clean[name] = _clean(one)
    return clean


def _clean_text(text: str) -> str:
    text = _PAIR.sub(rf"\1{REMOVED}", text)
    text = _MEMBER.sub(rf'\1"{REMOVED}"', text)
    text = _PERSON.sub(rf"\1{REMOVED}@", text)
    text = _BEARER.sub(rf"\1 {REMOVED}", text)
    return _SIGNED.sub(REMOVED, text)
