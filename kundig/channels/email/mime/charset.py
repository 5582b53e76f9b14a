"""Bytes to text when the label is missing, wrong or hostile.

A label is only believed when it names a known text charset (never a codec that runs code or
unpacks data), and when the bytes fit. Otherwise the bytes decide: UTF-8 proves itself, the
East Asian and Cyrillic charsets by how much sense the decoded text makes, the rest is Windows-1252.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from kundig.channels.email.mime.characters import REPLACEMENT
from kundig.channels.email.mime.charset_tables import ALIASES, FREQUENT, TEXT_CODECS

_WIDE = ("utf-16", "utf-32", "utf_16", "utf_32")
_HIGH = re.compile(rb"[\x80-\xff]")


@lru_cache(maxsize=256)
def codec_for(label: str) -> str:
    """The codec a label stands for; "" when it is unknown, empty or no text charset."""
    name = label.strip().strip("\"'").lower()
    if name in ALIASES:
        return ALIASES[name]
    for candidate in (name, re.sub(r"^(?:x-|cs|charset=)", "", name), name.replace("cp-", "cp")):
        if candidate in ALIASES:
            return ALIASES[candidate]
        try:
            found = codecs.lookup(candidate).name
        except (LookupError, ValueError, UnicodeError):
            continue
        if found.replace("-", "_") in TEXT_CODECS:
            return ALIASES.get(found, found)
    return ""


def decode(data: bytes, label: str) -> str:
    """The text of `data`, whose charset is said to be `label`. Never raises.

    The label wins when the bytes fit it and do not plainly say something else.
    """
    codec = codec_for(label)
    if codec.startswith(_WIDE) and b"\x00" not in data:
        codec = ""  # no text in wide characters is without a single zero byte
    if codec in ("", "cp1252"):
        return _western_or_better(data, declared=bool(codec))
    if not codec.startswith(("utf-16", "utf-32", "iso2022", "utf-7", "hz", "cp037", "cp500")):
        if not _HIGH.search(data) and b"\x1b" not in data:
            return data.decode("ascii", "replace")
        if codec != "utf-8" and _is_utf8(data):
            return data.decode("utf-8")
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, ValueError, LookupError):
        return _despite(data, codec)


def decode_unlabelled(data: bytes) -> str:
    """The text of bytes that came without any label, as in raw headers. Never raises."""
    return _western_or_better(data, declared=False)


def _western_or_better(data: bytes, *, declared: bool) -> str:
    if b"\x1b$" in data or b"\x1b(" in data:
        try:
            return data.decode("iso2022_jp_ext")
        except UnicodeDecodeError:
            pass
    if not _HIGH.search(data):
        return data.decode("ascii", "replace")
    if _is_utf8(data):
        return data.decode("utf-8")
    guess = "" if declared and not _is_mostly_high(data) else _by_evidence(data)
    return data.decode(guess, "replace") if guess else _mixed(data)


def _despite(data: bytes, codec: str) -> str:
    """The label is right for most bytes, or it is wrong: take what leaves fewer scars."""
    forced = data.decode(codec, "replace")
    if codec != "utf-8" or forced.count(REPLACEMENT) * 20 < len(_HIGH.findall(data)):
        return forced
    if 2 * len(_SEQUENCE.findall(data)) >= len(_LONE.findall(data)):
        return _mixed(data)
    return _western_or_better(data, declared=False)


_LONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xbf])")
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def _mixed(data: bytes) -> str:
    """Windows-1252 that may hold UTF-8 too, as when a header joins two programs' work."""
    pieces: list[str] = []
    position = 0
    for match in _SEQUENCE.finditer(data):
        pieces.append(_windows_1252(data[position : match.start()]))
        pieces.append(match.group().decode("utf-8", "replace"))
        position = match.end()
    pieces.append(_windows_1252(data[position:]))
    return "".join(pieces)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _windows_1252(data: bytes) -> str:
    return data.decode("cp1252", "replace")


def _is_mostly_high(data: bytes) -> bool:
    """More letters above ASCII than below: no Western language looks like that."""
    high = len(_HIGH.findall(data))
    return high >= 6 and high > len(re.findall(rb"[A-Za-z]", data))


_EVIDENCE_BYTES = 20_000

_LEAST_SHARE = 0.3
_CYRILLIC = ("cp1251", "koi8_u")
_CYRILLIC_LETTER = re.compile("[А-Яа-яЁёІіЇїЄєҐґ]")


def _by_evidence(data: bytes) -> str:
    """The charset that makes sense of the bytes above ASCII; "" for Western European."""
    sample = data[:_EVIDENCE_BYTES]
    high = len(_HIGH.findall(sample))
    if high < 4:
        return ""
    return _east_asian(sample) or _cyrillic(sample, high)


def _east_asian(sample: bytes) -> str:
    shares = {codec: _frequent_share(sample, codec) for codec in FREQUENT}
    codec = max(shares, key=lambda name: shares[name])
    return codec if shares[codec] >= _LEAST_SHARE else ""


def _frequent_share(sample: bytes, codec: str) -> float:
    """How many of the characters beyond ASCII are frequent ones; 0 when the bytes do not fit."""
    text = sample.decode(codec, "replace").rstrip(REPLACEMENT)
    foreign = [character for character in text if character > "\x7f"]
    if not foreign or foreign.count(REPLACEMENT) * 50 > len(foreign):
        return 0.0
    return sum(character in FREQUENT[codec] for character in foreign) / len(foreign)


def _cyrillic(sample: bytes, high: int) -> str:
    """Cyrillic words are runs of small letters; read with the other charset they are capitals."""
    scores: dict[str, float] = {}
    for codec in _CYRILLIC:
        letters = _CYRILLIC_LETTER.findall(sample.decode(codec, "replace"))
        scores[codec] = sum(letter.islower() for letter in letters) / high
    codec = max(scores, key=lambda name: scores[name])
    has_words = re.search(rb"[\xa3-\xff]{4}", sample) is not None
    return codec if scores[codec] > 0.7 and has_words else ""
