"""Questions to the child and its answers: JSON for what is small, the mail itself behind it."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

_LENGTH = struct.Struct(">Q")

OPEN, SEAL, IMPORT, JUDGE = b"o", b"s", b"i", b"j"


def question(facts: Mapping[str, Any], content: bytes = b"") -> bytes:
    """Return a question as it is sent."""
    head = json.dumps(facts).encode("ascii")
    return _LENGTH.pack(len(head)) + head + content


def read_question(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the facts and the content of a question."""
    (length,) = _LENGTH.unpack_from(data)
    end = _LENGTH.size + length
    return json.loads(data[_LENGTH.size : end]), data[end:]


def read_answer(words: bytes, contents: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the facts and the contents of an answer; ValueError for what is none."""
    facts = json.loads(words)
    if not isinstance(facts, dict):
        raise ValueError("no answer")
    return facts, contents
