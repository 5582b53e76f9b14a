"""People who write short letters, and how they begin and end them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from .chance import seeded
from .company import PUBLIC_MAIL_HOSTS
from .script import letters

_LATIN = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "ı": "i",
        "ğ": "g",
        "ş": "s",
        "ć": "c",
        "ç": "c",
        " ": "-",
        "'": "",
    }
)
# Words that German writes small after "Guten Tag,"; nouns and the polite "Ihr" stay as they are.
_SMALL = {
    "An", "Ab", "Auf", "Bei", "Beim", "Bietet", "Bis", "Da", "Der", "Die", "Das", "Darf",
    "Drei", "Einen", "Für", "Gibt", "Gut", "Habe", "Heute", "Ich", "Ist", "Jetzt", "Kann",
    "Könnt", "Können", "Liefern", "Man", "Mein", "Meine", "Mir", "Nach", "Nur", "Seit",
    "Unser", "Unsere", "Verkaufen", "Vor", "Wann", "Warum", "Was", "Welche", "Wie", "Wir",
    "Zu", "Zweiter", "Schade", "Verkauft", "Vermutlich", "Hiermit", "Bitte", "Wollte", "Sagt",
}  # fmt: skip


@dataclass(frozen=True)
class Writer:
    """A customer of the pools. `form` is "Frau" or "Herr"; `company` is empty for private people."""

    form: str
    name: str
    address: str
    company: str = ""

    @property
    def written(self) -> str:
        return f"{self.name} <{self.address}>"

    @property
    def first(self) -> str:
        return self.name.removeprefix("Dr. ").partition(" ")[0]

    @property
    def formally(self) -> str:
        """As in "Frau Dr. Seiler"."""
        title = "Dr. " if self.name.startswith("Dr. ") else ""
        return f"{self.form} {title}{self.name.removeprefix('Dr. ').partition(' ')[2]}"


@dataclass(frozen=True)
class Voice:
    greetings: tuple[str, ...]
    closings: tuple[str, ...]
    clients: tuple[str, ...]


FORMAL = Voice(
    ("Sehr geehrte Damen und Herren,", "Guten Tag,", "Sehr geehrtes Lummerfeld-Team,"),
    (
        "Mit freundlichen Grüßen\n{name}",
        "Freundliche Grüße\n{name}",
        "Mit freundlichem Gruß\n{name}",
    ),
    ("outlook", "thunderbird", "webmail", "plain"),
)
FRIENDLY = Voice(
    ("Hallo,", "Guten Tag,", "Liebes Lummerfeld-Team,", "Hallo zusammen,"),
    (
        "Viele Grüße\n{name}",
        "Liebe Grüße\n{name}",
        "Herzliche Grüße\n{name}",
        "Danke und beste Grüße\n{name}",
    ),
    ("gmail", "apple", "webmail", "thunderbird", "iphone"),
)
BRIEF = Voice(
    ("Hallo,", "Moin,", "Hi,"),
    ("Gruß\n{name}", "LG\n{name}", "Danke!\n{name}", "{name}"),
    ("iphone", "android", "gmail"),
)
HURRIED = Voice(("",), ("{first}", "lg {first}", "danke schon mal, {first}"), ("iphone", "android"))
COMPANY = Voice(
    ("Guten Tag,", "Sehr geehrte Damen und Herren,", "Guten Tag Herr Hansen,"),
    (
        "Mit freundlichen Grüßen\n{name}\n{company}",
        "Beste Grüße\n{name}\n\n{company}\n[image: logo]",
        "Freundliche Grüße\n{name} · {company}",
    ),
    ("outlook", "outlook", "apple", "thunderbird"),
)


def voice_for(writer: Writer, text: str) -> Voice:
    """How `writer` writes `text`: whoever begins small without being a company is in a hurry."""
    if writer.company:
        return COMPANY
    if text[0].islower():
        return HURRIED
    return seeded(writer.address).choice((FORMAL, FRIENDLY, FRIENDLY, BRIEF))


def letter(writer: Writer, voice: Voice, text: str, random: Random) -> str:
    """`text` with a greeting and an ending; texts that greet by themselves get no second greeting."""
    greets = text.startswith(("Hallo", "Moin", "Grüezi", "Servus", "Guten", "Lieb"))
    greeting = "" if greets else random.choice(voice.greetings)
    if greeting.endswith(","):
        first, space, rest = text.partition(" ")
        text = (first.lower() if first in _SMALL else first) + space + rest
    return f"{greeting}\n\n{text}\n\n{closing(writer, voice)}".strip()


def closing(writer: Writer, voice: Voice) -> str:
    """How `writer` ends a letter in this voice, the same every time."""
    return (
        seeded(writer.address)
        .choice(voice.closings)
        .format(name=writer.name, first=writer.first, company=writer.company)
    )


@cache
def private_writers() -> tuple[Writer, ...]:
    random = seeded("private writers")
    return tuple(_private(line, random) for line in _lines("names.txt"))


@cache
def company_writers() -> tuple[Writer, ...]:
    made = []
    for line in _lines("companies.txt"):
        person, company, host = (part.strip() for part in line.split("|"))
        name = person[2:]
        made.append(Writer(_form(person), name, f"{_latin(name.split()[-1])}@{host}", company))
    return tuple(made)


def thanks() -> tuple[str, ...]:
    """Short answers of people who got what they wanted."""
    return _lines("thanks.txt")


def _private(line: str, random: Random) -> Writer:
    name = line[2:]
    first, _, last = name.partition(" ")
    local = random.choice(
        (
            "{first}.{last}",
            "{first}.{last}",
            "{first}{last}",
            "{initial}.{last}",
            "{last}.{first}{year}",
        )
    )
    local = local.format(
        first=_latin(first),
        last=_latin(last),
        initial=_latin(first)[0],
        year=random.randint(50, 99),
    )
    return Writer(_form(line), name, f"{local}@{random.choice(PUBLIC_MAIL_HOSTS[:5])}")


def _form(line: str) -> str:
    return "Frau" if line.startswith("f ") else "Herr"


def _latin(name: str) -> str:
    return name.lower().translate(_LATIN)


def _lines(file: str) -> tuple[str, ...]:
    text = letters().joinpath("pools", file).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line)
