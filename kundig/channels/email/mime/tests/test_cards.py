"""Appointments, business cards and mails within a mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kundig.channels.email.mime import wire
from kundig.channels.email.mime.mail import Address, Contact, Forwarded, Invitation
from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import mail, multipart

CALENDAR = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VTIMEZONE
TZID:Own
BEGIN:STANDARD
TZOFFSETTO:+0130
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:one@example.org
DTSTART{start}
DTEND{end}
SUMMARY:Besprechung\\, lang
LOCATION:Raum 4
DESCRIPTION:Zeile eins\\nZeile
  zwei
ORGANIZER;CN="Weber, Anna":mailto:anna@example.org
ATTENDEE;PARTSTAT=ACCEPTED;CN=Help:MAILTO:help@example.com
BEGIN:VALARM
DESCRIPTION:no matter
END:VALARM
END:VEVENT
END:VCALENDAR
"""


def calendar(
    method: str = "REQUEST",
    start: str = ";TZID=Europe/Berlin:20261124T100000",
    end: str = ";TZID=Europe/Berlin:20261124T110000",
) -> bytes:
    text = CALENDAR.format(method=method, start=start, end=end).replace("\n", "\r\n")
    return multipart(
        "Content-Type: text/plain\r\n\r\nBitte kommen",
        f"Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n{text}",
        kind="alternative",
    )


def invitation(raw: bytes) -> Invitation:
    (card,) = parse(raw).cards
    assert isinstance(card, Invitation)
    return card


def test_m33_invitation() -> None:
    parsed = parse(calendar())
    found = invitation(calendar())
    assert parsed.text == "Bitte kommen"
    assert [one.content_type for one in parsed.attachments] == ["text/calendar"]
    assert found.method == "request"
    assert found.starts == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert found.ends == datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    assert found.summary == "Besprechung, lang"
    assert found.description == "Zeile eins\nZeile zwei"
    assert found.organizer == Address("anna@example.org", "Weber, Anna")
    assert found.attendees[0].person == Address("help@example.com", "Help")
    assert found.attendees[0].answer == "accepted"


@pytest.mark.parametrize(
    ("start", "hour"),
    [
        (":20261124T100000Z", 10),
        (";TZID=W. Europe Standard Time:20261124T100000", 9),
        (";TZID=/example.org/Europe/Berlin:20261124T100000", 9),
        (';TZID="America/New_York":20261124T100000', 15),
        (";TZID=Own:20261124T100000", 8),
        (";TZID=../../etc/passwd:20261124T100000", 10),
    ],
)
def test_m33_times_in_all_zones(start: str, hour: int) -> None:
    assert invitation(calendar(start=start)).starts.hour == hour


def test_m33_whole_days_answers_and_cancellations() -> None:
    day = calendar("CANCEL", ";VALUE=DATE:20261124", ";VALUE=DATE:20261125")
    assert invitation(day).all_day
    assert invitation(day).method == "cancel"
    assert invitation(calendar("REPLY")).method == "reply"
    assert invitation(calendar(end=":PT45M").replace(b"DTEND", b"DURATION")).ends == datetime(
        2026, 11, 24, 9, 45, tzinfo=UTC
    )


@pytest.mark.parametrize("start", [":garbage", ":99991332T996199", ";TZID=" + "x" * 5_000, ""])
def test_m33_a_calendar_without_a_time_is_a_file(start: str) -> None:
    parsed = parse(calendar(start=start))
    assert parsed.cards == ()
    assert len(parsed.attachments) == 1


def test_m33_a_mail_that_is_a_calendar_alone_has_words() -> None:
    text = CALENDAR.format(method="REQUEST", start=":20261124T100000Z", end=":20261124T110000Z")
    parsed = parse(mail(text, kind="text/calendar; method=REQUEST"))
    assert parsed.reply.startswith("Besprechung, lang")
    assert len(parsed.cards) == 1


def test_m33_business_card() -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen\r\n"
        "item1.ORG:Lummer;Einkauf\r\nTEL;CELL:+49 170 1\r\nEMAIL;PREF;INTERNET:j@example.org\r\nEND:VCARD\r\n"
    )
    raw = multipart(
        "Content-Type: text/plain\r\n\r\nHallo", f"Content-Type: text/x-vcard\r\n\r\n{card}"
    )
    assert parse(raw).cards == (
        Contact("Jürgen Müller", "Lummer, Einkauf", ("j@example.org",), ("+49 170 1",)),
    )


def test_m33_forwarded_mail_names_its_own_sender() -> None:
    inner = mail("Das Original", sender="Berta <berta@example.net>", subject="Ursprung").decode()
    raw = multipart(
        "Content-Type: text/plain\r\n\r\nZur Info",
        f"Content-Type: message/rfc822\r\n\r\n{inner}",
        "Content-Type: text/plain\r\n\r\nNoch ein Satz",
    )
    parsed = parse(raw)
    (card,) = parsed.cards
    assert isinstance(card, Forwarded)
    assert card.sender == Address("berta@example.net", "Berta")
    assert (card.subject, card.text) == ("Ursprung", "Das Original")
    assert parsed.sender.address == "anna@example.org"
    assert parsed.reply == "Zur Info\nNoch ein Satz"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fwd: Ursprung", "Zur Info\n\n---------- Forwarded message ---------\nFrom: Berta <berta@example.net>\n"
         "Date: Mon, 2 Nov 2026 at 10:00\nSubject: Ursprung\nTo: <anna@example.org>\n\n\nDas Original\n"),
        ("Ursprung", "Zur Info\n\nAnfang der weitergeleiteten Nachricht:\n\n> Von: Berta <berta@example.net>\n"
         "> Betreff: Ursprung\n> Datum: 2. November 2026 um 10:00:00 MEZ\n> \n> Das Original\n"),
        ("WG: Ursprung", "Zur Info\n\nVon: Berta <berta@example.net>\nGesendet: Montag, 2. November 2026 10:00\n"
         "An: Anna\nBetreff: Ursprung\n\nDas Original\n"),
        ("TR: Ursprung", "Zur Info\n\nDe : Berta <berta@example.net>\nEnvoyé : lundi 2 novembre 2026 10:00\n"
         "À : Anna\nObjet : Ursprung\n\nDas Original\n"),
    ],
)  # fmt: skip
def test_m33_mail_passed_on_within_the_text_names_its_own_sender(subject: str, text: str) -> None:
    parsed = parse(mail(text, subject=subject))
    (card,) = parsed.cards
    assert isinstance(card, Forwarded)
    assert card.sender == Address("berta@example.net", "Berta")
    assert (card.subject, card.text) == ("Ursprung", "Das Original")
    assert parsed.reply == "Zur Info"


def test_m33_what_the_text_shows_anyway_is_not_said_twice() -> None:
    text = "Von: Berta <berta@example.net>\nGesendet: Montag, 2. November 2026 10:00\nBetreff: x\n\nDas Original"
    (card,) = parse(mail(text, subject="WG: x")).cards
    assert isinstance(card, Forwarded)
    assert (card.sender.name, card.text) == ("Berta", "")


def test_an_answer_is_no_forwarded_mail() -> None:
    text = "Danke\n\nVon: Help <help@example.com>\nGesendet: Montag, 2. November 2026 10:00\nBetreff: x\n\nGern"
    assert parse(mail(text, subject="AW: x")).cards == ()


def test_cards_go_through_the_pipe() -> None:
    inner = "Content-Type: message/rfc822\r\n\r\nFrom: b@example.net\r\nSubject: x\r\n\r\ny"
    vcard = "Content-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nFN:Berta\r\nEND:VCARD"
    for raw in (calendar(), multipart(inner, vcard)):
        parsed = parse(raw)
        assert parsed.cards
        words, contents = wire.encode(parsed)
        assert wire.decode(words, b"".join(contents)) == parsed
