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

# Labels as mail programs write them, to the codec that reads what they really send. Latin-1 and
# its kin are read as their Windows supersets, as every browser does.
_ALIASES = {
    "ascii": "cp1252", "us-ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "7bit": "cp1252",
    "8bit": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "iso_8859-1": "cp1252", "windows-1252": "cp1252", "ansi": "cp1252",
    "unknown-8bit": "", "x-unknown": "", "unknown": "", "default": "", "default_charset": "",
    "utf8": "utf-8", "utf-8": "utf-8", "utf_8": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8", "utf-7": "utf-7", "unicode-1-1-utf-7": "utf-7", "unicode": "utf-16",
    "iso-8859-9": "cp1254", "iso-8859-8-i": "cp1255", "iso-8859-8-e": "cp1255",
    "iso-8859-8": "cp1255", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "cp936": "gb18030", "hz-gb-2312": "hz", "big5": "cp950", "x-x-big5": "cp950",
    "big5-hkscs": "big5hkscs", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932",
    "x-sjis": "cp932", "windows-31j": "cp932", "iso-2022-jp": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext", "cp50221": "iso2022_jp_ext", "x-euc-jp": "euc_jp",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949", "korean": "cp949",
    "windows-949": "cp949", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic", "x-mac-ce": "mac_latin2", "koi8": "koi8_r",
    "win-1251": "cp1251", "cyrillic": "iso8859_5", "greek": "iso8859_7", "hebrew": "cp1255",
    "arabic": "iso8859_6", "visual": "cp1255", "x-user-defined": "cp1252",
}  # fmt: skip

_TEXT_CODECS = frozenset(
    "utf-8 utf-8-sig utf-7 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be "
    "cp037 cp273 cp437 cp500 cp720 cp737 cp775 cp850 cp852 cp855 cp856 cp857 cp858 cp860 cp861 "
    "cp862 cp863 cp864 cp865 cp866 cp869 cp874 cp932 cp949 cp950 cp1006 cp1026 cp1125 cp1140 "
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 "
    "iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 "
    "iso8859-10 iso8859-11 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-t koi8-u "
    "mac-roman mac-latin2 mac-cyrillic mac-greek mac-iceland mac-turkish kz1048 ptcp154 tis-620 "
    "gb2312 gbk gb18030 hz big5 big5hkscs euc_jp euc_jis_2004 euc_jisx0213 euc_kr johab "
    "shift_jis shift_jis_2004 shift_jisx0213 iso2022_jp iso2022_jp_1 iso2022_jp_2 "
    "iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext iso2022_kr".replace("-", "_").split()
)

_HIGH = re.compile(rb"[\x80-\xff]")


@lru_cache(maxsize=256)
def codec_for(label: str) -> str:
    """The codec a label stands for; "" when it is unknown, empty or no text charset."""
    name = label.strip().strip("\"'").lower()
    if name in _ALIASES:
        return _ALIASES[name]
    for candidate in (name, re.sub(r"^(?:x-|cs|charset=)", "", name), name.replace("cp-", "cp")):
        if candidate in _ALIASES:
            return _ALIASES[candidate]
        try:
            found = codecs.lookup(candidate).name
        except (LookupError, ValueError, UnicodeError):
            continue
        if found.replace("-", "_") in _TEXT_CODECS:
            return _ALIASES.get(found, found)
    return ""


def decode(data: bytes, label: str) -> str:
    """The text of `data`, whose charset is said to be `label`. Never raises.

    The label wins when the bytes fit it and do not plainly say something else.
    """
    codec = codec_for(label)
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

# The most frequent characters of each script. Bytes read with the wrong charset give rare ones,
# so the share of frequent ones tells which charset is right.
_HIRAGANA = "あいうえおかがきくけこさしじすせそただちっつてでとどなにのはばまみめもやよらりるれろわをんー、。"
_KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモャヤュユョヨラリルレロワンッガギグゲゴザジズゼゾダデドバビブベボパピプペポ"
_SIMPLIFIED = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产"
    "种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点"
    "从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看"
    "原又么利比或但质气第向道命此变条只没结解问意建月公无系很情者最立代想已通并提直题您订单货谢请收邮"
    "件，。：！？、"
)
_TRADITIONAL = (
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產"
    "種面而方後多定行學法所民得經十三之進著等部度家電力里如水化高自二理起小物現實加量都兩體制機當使點"
    "從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看"
    "原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系很情者最立代想已通並提直題您訂單貨謝請收郵"
    "件，。：！？、"
)
_HANGUL = (
    "이다는을의에가를고하한은로지기도사어서나해인리자시있대그수것들니요세정아일과제보전만면주안라부여거으동장"
    "신했적게구상우공스습합조드문까러연성중소국트오내감메발송받원화경방관번님때마"
)
_FREQUENT = {
    "cp932": frozenset(_HIRAGANA + _KATAKANA),
    "euc_jp": frozenset(_HIRAGANA + _KATAKANA),
    "gb18030": frozenset(_SIMPLIFIED),
    "cp950": frozenset(_TRADITIONAL),
    "cp949": frozenset(_HANGUL),
}
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
    shares = {codec: _frequent_share(sample, codec) for codec in _FREQUENT}
    codec = max(shares, key=lambda name: shares[name])
    return codec if shares[codec] >= _LEAST_SHARE else ""


def _frequent_share(sample: bytes, codec: str) -> float:
    """How many of the characters beyond ASCII are frequent ones; 0 when the bytes do not fit."""
    text = sample.decode(codec, "replace").rstrip(REPLACEMENT)
    foreign = [character for character in text if character > "\x7f"]
    if not foreign or foreign.count(REPLACEMENT) * 50 > len(foreign):
        return 0.0
    return sum(character in _FREQUENT[codec] for character in foreign) / len(foreign)


def _cyrillic(sample: bytes, high: int) -> str:
    """Cyrillic words are runs of small letters; read with the other charset they are capitals."""
    scores: dict[str, float] = {}
    for codec in _CYRILLIC:
        letters = _CYRILLIC_LETTER.findall(sample.decode(codec, "replace"))
        scores[codec] = sum(letter.islower() for letter in letters) / high
    codec = max(scores, key=lambda name: scores[name])
    has_words = re.search(rb"[\xa3-\xff]{4}", sample) is not None
    return codec if scores[codec] > 0.7 and has_words else ""
