"""Moments that a text names, in German and in English: “bis Freitag”, “innerhalb von 3 Werktagen”, “by March 12, 5 pm”.

Read as whoever waits would read it. What is ambiguous counts as the earlier moment: who is reminded too early loses
nothing. A weekday is the next one after today; a date without a year is the next such day. Weeks begin on Monday
(ISO 8601), working days are Monday to Friday.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_Found = tuple[date, time | None]
_Reader = Callable[[re.Match[str], datetime], "_Found | None"]

MORNING_ENDS, AFTERNOON_ENDS, EVENING_ENDS = time(12), time(18), time(21)


@dataclass(frozen=True)
class Moment:
    """A day, with its time where one is said; where it stands in the text."""

    day: date
    at: time | None
    place: tuple[int, int]


def moments(text: str, now: datetime) -> Iterator[Moment]:
    """Go through the moments that `text` names, seen from `now` (local time of the reader), in their order."""
    taken = 0
    hits = []
    for order, (pattern, read) in enumerate(_GRAMMAR):
        for match in pattern.finditer(text):
            found = read(match, now)
            if found is not None:
                hits.append((match.start(), order, match.end(), found))
    for start, _order, end, (day, at) in sorted(hits, key=lambda hit: (hit[0], hit[1])):
        if start < taken:
            continue
        clock = None if at else _CLOCK.match(text, end)
        taken = clock.end() if clock else end
        yield Moment(day, _clock(clock) if clock else at, (start, taken))


# ── words ────────────────────────────────────────────────────────────────────────────────────

_WEEKDAYS = [
    ("montag", "monday", "mon"),
    ("dienstag", "tuesday", "tue"),
    ("mittwoch", "wednesday", "wed"),
    ("donnerstag", "thursday", "thu"),
    ("freitag", "friday", "fri"),
    ("samstag", "sonnabend", "saturday", "sat"),
    ("sonntag", "sunday", "sun"),
]
_MONTHS = [
    ("januar", "jänner", "january", "jan"),
    ("februar", "february", "feb"),
    ("märz", "march", "mar", "mrz"),
    ("april", "apr"),
    ("mai", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("dezember", "december", "dez", "dec"),
]
_NUMBERS = {
    word: number
    for number, both in enumerate(
        (
            "ein one a an",
            "zwei two",
            "drei three",
            "vier four",
            "fünf five",
            "sechs six",
            "sieben seven",
            "acht eight",
            "neun nine",
            "zehn ten",
            "elf eleven",
            "zwölf twelve",
        ),
        1,
    )
    for word in both.split()
} | dict.fromkeys(("eine", "einem", "einer", "eines", "einen"), 1)
_DAY_PARTS = {
    **dict.fromkeys(("früh", "vormittag", "mittag", "morning", "noon"), MORNING_ENDS),
    **dict.fromkeys(("nachmittag", "afternoon"), AFTERNOON_ENDS),
    **dict.fromkeys(("abend", "evening", "night"), EVENING_ENDS),
}
_WEEKDAY_NUMBER = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_WEEKDAY = rf"(?P<weekday>{_any(name for name in _WEEKDAY_NUMBER if len(name) > 3)})"
_MONTH = rf"(?P<month>{_any(_MONTH_NUMBER)})\b\.?"
_PART = rf"(?P<part>{_any(_DAY_PARTS)})"
_COUNT = rf"(?:\d{{1,3}} ?(?:-|–|bis|to|oder|or) ?)?(?P<count>\d{{1,3}}|{_any(_NUMBERS)})"
_CLOCK = re.compile(
    r"[ ,]{1,2}(?:(?:um|gegen|bis|at|by|before|vor) )?(?:spätestens )?(?P<hour>[01]?\d|2[0-3])"
    r"(?:(?:[:.](?P<minute>[0-5]\d))? ?(?:uhr|h\b)|(?:[:.](?P<minute2>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?|:(?P<minute3>[0-5]\d)\b)",
    re.IGNORECASE,
)


# ── how each is read ─────────────────────────────────────────────────────────────────────────


def _part(match: re.Match[str]) -> time | None:
    said = match.groupdict()
    part = said.get("part") or said.get("joined")
    return _DAY_PARTS[part.lower()] if part else None


def _today(match: re.Match[str], now: datetime) -> _Found:
    return now.date(), _part(match)


def _tonight(_match: re.Match[str], now: datetime) -> _Found:
    return now.date(), EVENING_ENDS


def _in_days(days: int) -> _Reader:
    def read(match: re.Match[str], now: datetime) -> _Found:
        return now.date() + timedelta(days=days), _part(match)

    return read


def _weekday(match: re.Match[str], now: datetime) -> _Found:
    wanted = _WEEKDAY_NUMBER[match["weekday"].lower()]
    return now.date() + timedelta(days=(wanted - now.weekday() - 1) % 7 + 1), _part(match)


def _weekday_of_next_week(match: re.Match[str], now: datetime) -> _Found:
    wanted = _WEEKDAY_NUMBER[match["weekday"].lower()]
    return _monday(now) + timedelta(days=7 + wanted), None


def _this_week(match: re.Match[str], now: datetime) -> _Found:
    return _friday_of(_monday(now), now, match)


def _next_week(match: re.Match[str], now: datetime) -> _Found:
    return _friday_of(_monday(now) + timedelta(days=7), now, match)


def _friday_of(monday: date, now: datetime, match: re.Match[str]) -> _Found:
    which = (match.groupdict().get("which") or "").lower()
    day = monday + timedelta(days=1 if which in _EARLY else 2 if which in _MIDDLE else 4)
    return (day if day >= now.date() else day + timedelta(days=7)), None


def _end_of_month(match: re.Match[str], now: datetime) -> _Found:
    first = now.date().replace(day=1)
    if match.groupdict().get("next"):
        first = _next_month(first)
    return _last_of(first), None


def _part_of_month(match: re.Match[str], now: datetime) -> _Found:
    month = _MONTH_NUMBER[match["month"].lower()]
    first = date(now.year + (month < now.month), month, 1)
    which = match["which"].lower()
    if which in _EARLY:
        return first.replace(day=10), None
    return (first.replace(day=20) if which in _MIDDLE else _last_of(first)), None


def _span(match: re.Match[str], now: datetime) -> _Found:
    said = match["count"].lower()
    count = _NUMBERS.get(said) or int(said)
    unit = match["unit"].lower()
    if unit.startswith(("min", "stunde", "hour")):
        until = now + (
            timedelta(minutes=count) if unit.startswith("min") else timedelta(hours=count)
        )
        return until.date(), until.time().replace(second=0, microsecond=0)
    if unit.startswith(("werk", "arbeit", "work", "business")):
        return _working_days(now.date(), count), None
    if unit.startswith("mon"):
        first = now.date().replace(day=1)
        for _month in range(count):
            first = _next_month(first)
        return first.replace(day=min(now.day, _last_of(first).day)), None
    return now.date() + timedelta(days=count * (7 if unit.startswith("w") else 1)), None


def _day_and_month(match: re.Match[str], now: datetime) -> _Found | None:
    month = match["month"].lower()
    return _date(
        now, match["day"], month if month.isdigit() else str(_MONTH_NUMBER[month]), match["year"]
    )


def _date(now: datetime, day: str, month: str, year: str | None) -> _Found | None:
    number = int(year) + (2000 if len(year) == 2 else 0) if year else now.year
    try:
        found = date(number, int(month), int(day))
        if not year and found < now.date():
            found = found.replace(year=number + 1)
    except ValueError:
        return None
    return found, None


def _clock(match: re.Match[str]) -> time:
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return time(hour, int(match["minute"] or match["minute2"] or match["minute3"] or 0))


def _monday(now: datetime) -> date:
    return now.date() - timedelta(days=now.weekday())


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _last_of(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _working_days(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


# ── the grammar: what is more exact stands first ─────────────────────────────────────────────

_EARLY = frozenset(
    ("anfang", "early", "beginning of", "the beginning of", "start of", "the start of")
)
_MIDDLE = frozenset(("mitte", "mid", "mid-", "the middle of", "middle of"))
_WHICH_DE = r"(?P<which>anfang|mitte|ende)"
_WHICH_EN = r"(?P<which>early|mid-?|late|(?:the )?(?:beginning|start|middle|end) of)"
_NEXT = r"(?:nächste[nrs]?|kommende[nrs]?)"
_UNIT = (
    r"(?P<unit>werktage?n?|arbeitstage?n?|tage?n?|wochen?|monate?n?|stunden?|minuten?"
    r"|(?:working|business) days?|days?|weeks?|months?|hours?|minutes?)"
)
_LINES: list[tuple[str, _Reader]] = [
    (r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)", _day_and_month),
    (r"(?P<day>[0-3]?\d)\. ?(?P<month>1[0-2]|0?[1-9])\.(?: ?(?P<year>20\d\d|\d\d)\b(?!:))?", _day_and_month),
    (rf"(?P<day>[0-3]?\d)(?:\.|st|nd|rd|th)? (?:of )?{_MONTH}(?:,? (?P<year>20\d\d)\b)?", _day_and_month),
    (rf"{_MONTH} (?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?!:|\.\d)(?:,? (?P<year>20\d\d)\b)?", _day_and_month),
    (rf"{_WHICH_DE} {_MONTH}", _part_of_month),
    (rf"{_WHICH_EN} ?{_MONTH}", _part_of_month),
    (rf"{_WEEKDAY},? (?:in der |der )?{_NEXT} woche", _weekday_of_next_week),
    (rf"{_NEXT} woche (?:am )?{_WEEKDAY}", _weekday_of_next_week),
    (rf"{_WEEKDAY} (?:of )?next week", _weekday_of_next_week),
    (rf"(?:{_WHICH_DE} )?(?:der |in der )?{_NEXT} woche", _next_week),
    (rf"{_WHICH_EN} ?next week", _next_week),
    (r"next week", _next_week),
    (rf"(?:{_WHICH_DE} )(?:der|dieser) woche|(?:die|der|dieser|diese) woche (?:noch|über)|(?:noch|im laufe) (?:in )?(?:die|der|dieser|diese) woche|diese woche|(?:zum )?wochenende|wochenschluss", _this_week),
    (rf"{_WHICH_EN} ?(?:the|this) week|this week|the weekend|eow", _this_week),
    (rf"(?:ende (?:des )?(?P<next>{_NEXT} )?monats?|monatsende)", _end_of_month),
    (r"(?:the )?end of (?:the |this )?(?P<next>next )?month", _end_of_month),
    (rf"(?:in|innerhalb|binnen|within)(?: von| der| den| the)?(?: nächsten| kommenden| next)? {_COUNT} {_UNIT}", _span),
    (rf"(?:the )?day after tomorrow|übermorgen(?: {_PART})?", _in_days(2)),
    (rf"(?<!guten )(?<!gute )(?<!am )(?:morgen|tomorrow)(?: {_PART})?", _in_days(1)),
    (rf"heute(?: noch)?(?: (?:am )?{_PART})?", _today),
    (rf"this {_PART}", _today),
    (r"tonight", _tonight),
    (r"today|im laufe des (?:heutigen )?tage?s|(?:the )?end of (?:the )?(?:business )?day|close of business|eod|cob|feierabend", _today),
    (rf"{_WEEKDAY}(?:s?{_PART.replace('part', 'joined')})?(?: {_PART})?", _weekday),
]  # fmt: skip
_GRAMMAR = [(re.compile(rf"(?<!\w)(?:{line})(?!\w)", re.IGNORECASE), read) for line, read in _LINES]
