"""What is known about charsets, as data: labels, codecs and frequent characters."""

from __future__ import annotations

# Labels as mail programs write them, to the codec that reads what they really send. Latin-1 and
# its kin are read as their Windows supersets, as every browser does.
ALIASES = {
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

# Codecs that turn bytes into text and do nothing else.
TEXT_CODECS = frozenset({
    "utf_8", "utf_8_sig", "utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le",
    "utf_32_be", "cp037", "cp273", "cp437", "cp500", "cp720", "cp737", "cp775", "cp850",
    "cp852", "cp855", "cp856", "cp857", "cp858", "cp860", "cp861", "cp862", "cp863", "cp864",
    "cp865", "cp866", "cp869", "cp874", "cp932", "cp949", "cp950", "cp1006", "cp1026", "cp1125",
    "cp1140", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "cp1258", "iso8859_1", "iso8859_2", "iso8859_3", "iso8859_4", "iso8859_5", "iso8859_6",
    "iso8859_7", "iso8859_8", "iso8859_9", "iso8859_10", "iso8859_11", "iso8859_13",
    "iso8859_14", "iso8859_15", "iso8859_16", "koi8_r", "koi8_t", "koi8_u", "mac_roman",
    "mac_latin2", "mac_cyrillic", "mac_greek", "mac_iceland", "mac_turkish", "kz1048",
    "ptcp154", "tis_620", "gb2312", "gbk", "gb18030", "hz", "big5", "big5hkscs", "euc_jp",
    "euc_jis_2004", "euc_jisx0213", "euc_kr", "johab", "shift_jis", "shift_jis_2004",
    "shift_jisx0213", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004",
    "iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr",
})  # fmt: skip

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
FREQUENT = {
    "cp932": frozenset(_HIRAGANA + _KATAKANA),
    "euc_jp": frozenset(_HIRAGANA + _KATAKANA),
    "gb18030": frozenset(_SIMPLIFIED),
    "cp950": frozenset(_TRADITIONAL),
    "cp949": frozenset(_HANGUL),
}
