"""Turns a written scene into one with real times: agents act in service hours, customers whenever they like."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from hashlib import sha256

from . import company, steps
from .hours import at_clock, service_time_later, wall_clock_later, working_day
from .mail import CustomerMail
from .quoting import WEEKDAYS, short_date
from .script import Draft, Line, person
from .steps import Scene, Step

_MOST_DAYS_EARLIER = 7
_PRIORITIES: dict[str, steps.Priority] = {
    "low": "low",
    "normal": "normal",
    "high": "high",
    "urgent": "urgent",
}
_DATE = re.compile(r"\{(date|weekday):([+-]\d+)\}")


def staged(draft: Draft, now: datetime) -> Scene:
    """The scene as it happened before `now`.

    A scene that would reach beyond `now` (because of a weekend, say) begins as many days earlier as it takes,
    so that every conversation ends in the state it was written for, whenever the demo is set up.
    ValueError if even that does not help.
    """
    start = _start(draft.headers["start"], now)
    for earlier in range(_MOST_DAYS_EARLIER):
        scene = Scene(draft.key, tuple(_steps(draft, start - timedelta(days=earlier), now)))
        if scene.steps[-1].at <= now:
            return scene
    raise ValueError(f"{draft.key} does not end before now")


def _start(written: str, now: datetime) -> datetime:
    """Reads "-47m" before now, or days before today and a time: "9 07:42", or "9 07:42 workday"."""
    if written.startswith("-"):
        return now - (wall_clock_later(now, written[1:]) - now)
    days, clock, *rest = written.split()
    day = now - timedelta(days=int(days))
    return at_clock(working_day(day, -1) if rest and day.weekday() > 4 else day, clock)


def _steps(draft: Draft, start: datetime, now: datetime) -> list[Step]:
    made: list[Step] = []
    for number, line in enumerate(draft.lines):
        before = made[-1].at if made else start
        text = _filled(line.text, draft.key, before)
        if line.verb in ("mail", "auto"):
            at = wall_clock_later(before, line.words) if line.words else start
            made.append(_mail(draft, line, at, f"{draft.key}/{number}", text))
        else:
            made.append(_agent_step(line, before, now, text))
    return made


def _mail(draft: Draft, line: Line, at: datetime, key: str, text: str) -> CustomerMail:
    headers = draft.headers | line.headers
    subject = headers.get("subject", "") if key.endswith("/0") else line.headers.get("subject", "")
    return CustomerMail(
        at=at,
        key=key,
        person=person(headers["from"]),
        client=headers.get("client", "plain"),
        mailbox=headers.get("to", "service"),
        subject=_filled(subject, draft.key, at),
        text=text,
        cc=tuple(person(one) for one in headers.get("cc", "").split(",") if one.strip()),
        attachments=tuple(line.attachments),
        automatic=line.verb == "auto",
    )


def _agent_step(line: Line, before: datetime, now: datetime, text: str) -> Step:
    by, _, delay = line.words.partition(" ")
    at = _agent_time(before, delay, now)
    company.agent(by)
    step: Step
    match line.verb:
        case "reply":
            step = steps.Reply(at=at, by=by, text=f"{text}\n\n{company.agent(by).closing}")
        case "begin":
            step = steps.Begin(at=at, by=by, text=text)
        case "note":
            step = steps.Note(at=at, by=by, text=text)
        case "assign":
            step = steps.Assign(at=at, by=by, to=company.agent(line.value or by).key)
        case "team":
            step = steps.HandToTeam(at=at, by=by, team=line.value)
        case "priority":
            step = steps.SetPriority(at=at, by=by, priority=_priority(line.value))
        case "tag":
            step = steps.AddTags(
                at=at, by=by, tags=tuple(tag.strip() for tag in line.value.split(","))
            )
        case "snooze":
            step = steps.Snooze(at=at, by=by, until=_wake(line.value, now))
        case "resolve":
            step = steps.Resolve(at=at, by=by)
        case "spam":
            step = steps.MarkAsSpam(at=at, by=by)
        case _:
            raise ValueError(f"nobody knows how to {line.verb!r}")
    return step


def _agent_time(before: datetime, delay: str, now: datetime) -> datetime:
    """After a delay, or "on 16 16:05": that day before today, but never before the last step."""
    if not delay.startswith("on "):
        return service_time_later(before, delay or "1m")
    days, clock = delay.removeprefix("on ").split()
    return service_time_later(max(before, at_clock(now - timedelta(days=int(days)), clock)), "1m")


def _priority(written: str) -> steps.Priority:
    if written not in _PRIORITIES:
        raise ValueError(f"not a priority: {written!r}")
    return _PRIORITIES[written]


def _wake(written: str, now: datetime) -> datetime:
    """Reads "3 09:00": three days after now, on a working day."""
    days, clock = written.split()
    return at_clock(working_day(now, int(days)), clock)


def _filled(text: str, key: str, moment: datetime) -> str:
    """Placeholders: {order}, {invoice}, {serial}, {tracking}, {date:+2} and {weekday:-3} (working days)."""

    def date(found: re.Match[str]) -> str:
        day = working_day(moment, int(found[2]))
        return short_date(day) if found[1] == "date" else WEEKDAYS[day.weekday()]

    number = int(sha256(key.encode()).hexdigest(), 16)
    text = text.replace("{order}", f"LF-{110000 + number % 9973}").replace(
        "{invoice}", f"RE-26-{20000 + number % 7919}"
    )
    text = text.replace("{serial}", f"{22 + number % 4}-{number % 90001 + 9999:05d}")
    return _DATE.sub(date, text.replace("{tracking}", f"00340{number % 10**9:09d}"))
