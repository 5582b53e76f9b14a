"""Lummerfeld, the company of the demo: bicycle trailers from Münster, sold, repaired and let out.

Everything here is data: teams and agents, opening hours, mailboxes and tags. All addresses lie
under `.example`, so that no demo mail can ever reach a real person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Literal

NAME = "Lummerfeld Anhänger GmbH"
DOMAIN = "lummerfeld.example"
STREET = "An der Alten Seilerei 7"
CITY = "48155 Münster"
ZONE = "Europe/Berlin"
STATE = "NW"
"""The Bundesland whose public holidays count."""

Role = Literal["administrator", "lead", "agent"]


@dataclass(frozen=True)
class Team:
    """A team with its level: 1 answers first, 2 is asked when the first level needs a specialist."""

    key: str
    name: str
    level: int
    signature: str


@dataclass(frozen=True)
class Agent:
    """Somebody who answers. `key` is what scenes call them; `closing` ends their replies."""

    key: str
    name: str
    role: Role
    teams: tuple[str, ...]
    language: str
    closing: str

    @property
    def address(self) -> str:
        return f"{self.key}@{DOMAIN}"


@dataclass(frozen=True)
class Mailbox:
    """An address customers write to, and the team that gets what arrives there."""

    key: str
    name: str
    team: str

    @property
    def address(self) -> str:
        return f"{self.key}@{DOMAIN}"


def _signature(desk: str, phone: str) -> str:
    return f"{NAME} · {desk}\n{STREET} · {CITY}\nTelefon 0251 000 {phone} · {DOMAIN}"


TEAMS = (
    Team("service", "Kundenservice", 1, _signature("Kundenservice", "10")),
    Team("versand", "Versand & Rechnung", 1, _signature("Versand & Rechnung", "20")),
    Team("werkstatt", "Werkstatt & Technik", 2, _signature("Werkstatt & Technik", "30")),
    Team("firmen", "Geschäftskunden", 2, _signature("Geschäftskunden", "40")),
)

AGENTS = (
    Agent("anna", "Anna Berger", "agent", ("service",), "de", "Viele Grüße\nAnna Berger"),
    Agent(
        "ben",
        "Ben Albers",
        "agent",
        ("werkstatt",),
        "de",
        "Beste Grüße aus der Werkstatt\nBen Albers",
    ),
    Agent(
        "clara",
        "Clara Vogt",
        "lead",
        ("service", "versand", "werkstatt", "firmen"),
        "de",
        "Herzliche Grüße\nClara Vogt\nLeitung Kundenservice",
    ),
    Agent(
        "derya",
        "Derya Aslan",
        "agent",
        ("service", "versand"),
        "de",
        "Herzliche Grüße\nDerya Aslan",
    ),
    Agent(
        "fiete", "Fiete Hansen", "agent", ("firmen",), "de", "Mit freundlichen Grüßen\nFiete Hansen"
    ),
    Agent("magda", "Magda Nowak", "agent", ("versand",), "de", "Freundliche Grüße\nMagda Nowak"),
)

ADMINISTRATOR = Agent(
    "henrike",
    "Henrike Lummerfeld",
    "administrator",
    (),
    "de",
    "Herzliche Grüße\nHenrike Lummerfeld",
)
"""Runs the installation; not among those who answer."""

MAILBOXES = (
    Mailbox("service", "Lummerfeld Kundenservice", "service"),
    Mailbox("rechnung", "Lummerfeld Rechnung", "versand"),
    Mailbox("werkstatt", "Lummerfeld Werkstatt", "werkstatt"),
    Mailbox("firmen", "Lummerfeld Geschäftskunden", "firmen"),
)

_WORKDAY = (time(8), time(18))
HOURS: dict[int, tuple[time, time]] = {
    0: _WORKDAY,
    1: _WORKDAY,
    2: _WORKDAY,
    3: _WORKDAY,
    4: _WORKDAY,
    5: (time(9), time(13)),
}
"""Opening and closing time by weekday (0 is Monday); Sunday is closed."""

TAGS = (
    "Ersatzteil",
    "Lieferung",
    "Transportschaden",
    "Rückgabe",
    "Garantie",
    "Reparatur",
    "Rechnung",
    "Beratung",
    "Störung Shop",
    "Sicherheit",
    "Lob",
    "Beschwerde",
    "Datenschutz",
    "Angebot",
    "Händler",
)

PUBLIC_MAIL_HOSTS = (
    "postfach.example",
    "netzpost.example",
    "mailkiste.example",
    "brieftaube.example",
    "sonnenmail.example",
    "donaumail.example",
    "bergpost.example",
)
"""Where private customers have their addresses; these are no companies."""

VIP = ("ida.falk@rasselbande.example",)

BUSINESSES = {
    "rasselbande.example": (
        "Kita Rasselbande",
        "Sechs Kranich im Leihvertrag bis Ende nächsten Jahres. Ansprechpartnerin ist Frau Falk.",
    ),
    "stadtgaertnerei-beckum.example": (
        "Stadtgärtnerei Beckum",
        "Bestellt der Einkauf, fährt der Fuhrpark. Lieferungen nur an Tor 2, freitags nicht.",
    ),
    "fahrrad-petersen.example": ("Fahrrad Petersen", ""),
    "gs-nienberge.example": ("Grundschule Nienberge", ""),
}
"""What the lead calls the companies she knows, by their mail domain, and what she notes about them."""


AUTHORITY = "Beispiel Mail CA"
"""Vouches for certificates in the demo."""

SIGNERS = {"ida.falk@rasselbande.example": "Ida Falk"}
"""Whose mail program signs."""

WEBHOOK = ("Anzeige im Lager", "https://lager.lummerfeld.example/kundig")
HELPER_ROLE = "Aushilfe"
PROGRAM = "Warenwirtschaft"
INVITED = (f"jannis@{DOMAIN}", "Jannis Reuter")

OUTSIDE_HOURS = {
    "de": (
        "Guten Tag {customer},\n\ndanke für Ihre Nachricht. Gerade ist niemand am Platz; ab {opening} sind wir"
        " wieder da und antworten Ihnen.\n\n{organisation} · {team}"
    ),
    "en": (
        "Hello {customer},\n\nthank you for your message. Nobody is here right now; we will be back on {opening}"
        " and answer you then.\n\n{organisation} · {team}"
    ),
}
"""What the service mailbox answers by itself outside of HOURS."""


def agent(key: str) -> Agent:
    """The agent called `key`; KeyError if nobody is."""
    return {member.key: member for member in AGENTS}[key]


def mailbox(key: str) -> Mailbox:
    """The mailbox called `key`; KeyError if there is none."""
    return {box.key: box for box in MAILBOXES}[key]
