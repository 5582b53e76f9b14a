"""The points that filters on the way gave a mail, on one scale: 5 is where each filter by itself says "spam".

Only what speaks for spam is believed: a stranger who writes such a header harms nobody but themselves. Of
several fields of one name the topmost counts, because whoever receives a mail writes above what was there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kundig.channels.email.mime.headers import Headers, read_headers
from kundig.core import caps

_NUMBER = r"(-?\d{1,4}(?:\.\d{1,4})?)"


@dataclass(frozen=True)
class _Field:
    """Where a filter writes its number, and what that times `factor` makes on our scale."""

    name: str
    number: re.Pattern[str]
    factor: float = 1.0


_PLAIN = re.compile(rf"\s*{_NUMBER}")
_FIELDS = (
    # SpamAssassin and what follows it: spam from 5.
    _Field("x-spam-score", _PLAIN),
    _Field("x-spam-status", re.compile(rf"\b(?:score|hits)={_NUMBER}")),
    # rspamd: marked from 6.
    _Field("x-rspamd-score", _PLAIN, 5 / 6),
    _Field("x-spamd-result", re.compile(rf"\[{_NUMBER}\s*/"), 5 / 6),
    # Microsoft 365: 5 and 6 are spam, 7 to 9 surely.
    _Field("x-ms-exchange-organization-scl", _PLAIN),
    _Field("x-forefront-antispam-report", re.compile(rf"\bSCL:{_NUMBER}")),
    # Barracuda: marked from 3.5 of 10.
    _Field("x-barracuda-spam-score", _PLAIN, 5 / 3.5),
    # Proofpoint: spam from 50 of 100.
    _Field("x-proofpoint-spam-details", re.compile(rf"\bspamscore={_NUMBER}"), 0.1),
    # bogofilter: a probability beside its word.
    _Field("x-bogosity", re.compile(r"^\s*(?:spam|yes)\b.*\bspamicity=([01]\.\d{1,4})", re.IGNORECASE), 10.0),
)  # fmt: skip
_MARKS = ("x-spam-flag", "x-spam-status", "x-spam")


def marked_by_server(raw: bytes) -> bool:
    """Tell whether a filter on the way has marked a mail, as SpamAssassin and rspamd do."""
    headers = _headers(raw)
    return any(headers.get(name).lower().startswith(("yes", "true")) for name in _MARKS)


def points_of(raw: bytes) -> float | None:
    """Return the most points that a filter gave a mail; None where none gave any."""
    headers = _headers(raw)
    given = [points for field in _FIELDS if (points := _points(headers, field)) is not None]
    return round(max(given), 1) if given else None


def _points(headers: Headers, field: _Field) -> float | None:
    match = field.number.search(headers.get(field.name)[:1_000])
    return float(match[1]) * field.factor if match else None


def _headers(raw: bytes) -> Headers:
    return read_headers(raw, 0, min(len(raw), caps.MAIL_HEADER_BLOCK_BYTES))[0]
