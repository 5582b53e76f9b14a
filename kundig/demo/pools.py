"""Everyday conversations made from `letters/pools/*.txt`.

A topic has questions (`--- ask`) with their answers (`--- answer`); `[a|b]` in either is one thing in the first
use of a question and another in the second. Who writes, when, in which tone and from which mail program is drawn
from a seeded source, so that the same story comes out every time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from random import Random

from .chance import seeded
from .hours import minutes_of
from .mail import Attachment
from .script import Draft, Line, letters, read
from .voices import Writer, closing, company_writers, letter, private_writers, thanks, voice_for

FRESH, UNANSWERED, WAITING = 11, 7, 16
"""How many of the everyday conversations are new, taken but not answered, and waiting for the customer."""

_CHOICE = re.compile(r"\[([^\[\]|]*(?:\|[^\[\]|]*)+)\]")
_REPLY_DELAYS = ("6m", "11m", "18m", "25m", "40m", "55m", "1h20m", "2h", "3h", "5h")
_QUICK_DELAYS = ("3m", "6m", "9m", "14m", "21m")
_THANKS_DELAYS = ("9m", "35m", "1h", "2h", "19:20", "21:05", "1d 08:15", "1d 12:40", "2d 18:40")
_HOURS = (
    6,
    7,
    8,
    8,
    9,
    9,
    9,
    10,
    10,
    11,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    20,
    21,
    21,
    22,
    23,
)


@dataclass(frozen=True)
class Question:
    """One letter of a topic with its answer, in its first or second use."""

    topic: Draft
    number: int
    use: int
    text: str
    answer: str
    subject: str
    attachments: tuple[Attachment, ...]

    @property
    def key(self) -> str:
        return f"{self.topic.key}-{self.number:02d}-{'ab'[self.use]}"

    def header(self, name: str) -> str:
        return self.topic.headers.get(name, "")


def everyday(count: int) -> Iterator[Draft]:
    """`count` conversations from all topics but the outage; ValueError if there are not enough questions."""
    random = seeded("Lummerfeld")
    questions = [
        question for topic in topics() if topic.key != "outage" for question in _questions(topic)
    ]
    if len(questions) < count:
        raise ValueError(
            f"{count} conversations wanted, but there are only {len(questions)} questions"
        )
    random.shuffle(questions)
    private, companies = cycle(private_writers()), cycle(company_writers())
    for place, question in enumerate(questions[:count]):
        writer = next(companies if question.header("company") else private)
        yield _conversation(question, writer, place, count, random)


def outage(now: datetime) -> Iterator[Draft]:
    """A Tuesday and a Wednesday when the shop could not take money: many letters, one cause, one answer to all."""
    random = seeded("outage")
    began = 14 + (now.weekday() - 1) % 7
    topic = next(topic for topic in topics() if topic.key == "outage")
    people = random.sample(private_writers(), 40)
    lines = [line for line in topic.lines if line.verb in ("answers", "later")]
    answers = cycle([line.text for line in lines if line.verb == "answers"])
    later = cycle([line.text for line in lines if line.verb == "later"])
    agents = cycle(topic.headers["by"].split())
    day, clock = topic.headers["fixed"].split()
    fixed = f"on {began - int(day)} {clock}"
    starts = _starts(topic.headers["when"], began, random)
    for question, writer, start, by in zip(_questions(topic), people, starts, agents, strict=False):
        draft = _opened(question, writer, start, random)
        draft.lines += [
            _step("assign", by, random.choice(_QUICK_DELAYS)),
            _tag(question, by),
            _step("reply", by, "4m", _addressed(writer, next(answers))),
            _step("reply", by, fixed, _addressed(writer, next(later))),
            _step("resolve", by, "1m"),
        ]
        yield draft


def topics() -> Iterator[Draft]:
    """The topics as written, in the order of their files' names."""
    for file in sorted(letters().joinpath("pools").iterdir(), key=lambda entry: entry.name):
        yield from read(file.read_text(encoding="utf-8"))


def _questions(topic: Draft) -> list[Question]:
    subjects = cycle(topic.headers["subjects"].replace(" | ", "\n").split("\n"))
    asks = [n for n, line in enumerate(topic.lines) if line.verb == "ask"]
    made = []
    for use in range(int(topic.headers["uses"])):
        for number, place in enumerate(asks):
            line, after = topic.lines[place], topic.lines[place + 1]
            answer = after.text if after.verb == "answer" else ""
            attached = tuple(
                Attachment(one.kind, _chosen(one.name, use)) for one in line.attachments
            )
            subject = _chosen(line.headers.get("subject") or next(subjects), use)
            made.append(
                Question(
                    topic,
                    number,
                    use,
                    _chosen(line.text, use),
                    _chosen(answer, use),
                    subject,
                    attached,
                )
            )
    return made


def _chosen(text: str, use: int) -> str:
    def choice(found: re.Match[str]) -> str:
        choices = found[1].split("|")
        return choices[use % len(choices)]

    return _CHOICE.sub(choice, text)


def _conversation(
    question: Question, writer: Writer, place: int, count: int, random: Random
) -> Draft:
    """The conversation in the state that `place` asks for: the first ones are new, the last ones long done."""
    by = random.choice(question.header("by").split())
    if place < FRESH:
        return _opened(question, writer, f"-{12 + place * place * 6}m", random)
    if place < FRESH + UNANSWERED:
        draft = _opened(question, writer, _start(random.randint(1, 4), random), random)
        draft.lines += [_step("assign", by, random.choice(_REPLY_DELAYS)), *_tags(question, by)]
        return draft
    if place < FRESH + UNANSWERED + WAITING:
        draft = _opened(question, writer, _start(random.randint(1, 9), random), random)
        _answer(draft, question, writer, by, random)
        return draft
    draft = _opened(question, writer, _start(1 + place * 41 // count, random), random)
    _answer(draft, question, writer, by, random)
    if random.random() < 0.4:
        voice = voice_for(writer, question.text)
        text = f"{random.choice(thanks())}\n\n{closing(writer, voice)}"
        draft.lines.append(_step("mail", random.choice(_THANKS_DELAYS), "", text))
    draft.lines.append(_step("resolve", by, random.choice(("1m", "2m", "15m", "1h"))))
    return draft


def _opened(question: Question, writer: Writer, start: str, random: Random) -> Draft:
    voice = voice_for(writer, question.text)
    headers = {
        "from": writer.written,
        "start": start,
        "client": random.choice(voice.clients),
        "to": question.header("to") or "service",
        "subject": question.subject,
    }
    mail = Line("mail", "", "", attachments=list(question.attachments))
    mail.text = letter(writer, voice, question.text, random)
    return Draft(question.key, headers, [mail])


def _answer(draft: Draft, question: Question, writer: Writer, by: str, random: Random) -> None:
    if random.random() < 0.7:
        draft.lines.append(_step("assign", by, random.choice(_REPLY_DELAYS)))
        draft.lines += _tags(question, by)
    draft.lines.append(
        _step("reply", by, random.choice(_REPLY_DELAYS), _addressed(writer, question.answer))
    )


def _addressed(writer: Writer, answer: str) -> str:
    return f"Guten Tag {writer.formally},\n\n{answer}"


def _tags(question: Question, by: str) -> list[Line]:
    return [_tag(question, by)] if question.header("tags") else []


def _tag(question: Question, by: str) -> Line:
    return Line("tag", f"{by} 1m", question.header("tags"))


def _step(verb: str, by: str, delay: str, text: str = "") -> Line:
    return Line(verb, f"{by} {delay}".strip(), "", text=text)


def _start(days: int, random: Random) -> str:
    return f"{days} {random.choice(_HOURS)}:{random.randint(0, 59):02d}"


def _starts(when: str, began: int, random: Random) -> Iterator[str]:
    """From "0 11:24 22:50 30 | 1 …": on the first day, between those times, 30 letters."""
    for span in when.split("|"):
        day, first, last, count = span.split()
        step = (minutes_of(last) - minutes_of(first)) // int(count)
        for number in range(int(count)):
            minute = minutes_of(first) + number * step + random.randint(0, step - 1)
            yield f"{began - int(day)} {minute // 60}:{minute % 60:02d}"
