"""Mails to begin with: one of each shape, so that damage meets every reader of ours."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

_PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:termin-1@example.org
DTSTART;TZID=Europe/Berlin:20261124T100000
DTEND;TZID=Europe/Berlin:20261124T110000
SUMMARY:Besprechung
LOCATION:Raum 4
ORGANIZER;CN=Anna Weber:mailto:anna@example.org
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:help@example.com
END:VEVENT
END:VCALENDAR
"""
_REPORT = b"""From: MAILER-DAEMON@mx.example.net
To: help@example.com
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=r

--r
Content-Type: text/plain

<b@x.example>: host mx said: 550 5.1.1 User unknown
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; b@x.example
Action: failed
Status: 5.1.1
--r
Content-Type: message/rfc822

Message-ID: <ours@example.com>
Subject: Answer

Hello
--r--
"""
_OLD = b"""From: Old Program <old@example.org>
To: help@example.com
Subject: =?iso-8859-1?Q?Gr=FC=DFe?=
References: <a@example.org> <b@example.org>
Content-Type: text/plain; charset=iso-8859-1; format=flowed

Sch\xf6ne Gr\xfc\xdfe, \nund hier die Datei:

begin 644 note.txt
#0V%T
`
end

Am 03.11.2026 um 10:00 schrieb Help <help@example.com>:
> Wie geht es?
"""
_NAMES = b"""From: "Meier, Karl" <karl@example.org>
Subject: =?UTF-8?B?w5ZsIGbDvHI=?= =?UTF-8?Q?_alle?=
Content-Type: multipart/mixed; boundary="=_a"

--=_a
Content-Type: text/plain; charset=gb2312
Content-Transfer-Encoding: base64

xOO6ww==
--=_a
Content-Type: application/pdf; name*0*=utf-8''Rechnung%20; name*1="Nr 5.pdf"
Content-Disposition: attachment; filename="=?utf-8?q?Rechnung=2Epdf?="
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--=_a
Content-Type: application/ms-tnef; name=winmail.dat
Content-Transfer-Encoding: base64

eJ8+IgEAAQaQCAAEAAAAAAABAAEAAQeQBgAIAAAA5AQAAAAAAADoAAEIgAcAGAAAAElQTS4=
--=_a
Content-Type: message/rfc822

From: Berta <berta@example.net>
Subject: Original

Some words
--=_a--
"""


def own() -> list[bytes]:
    """One mail of each shape."""
    return [_plain(), _rich(), _invitation(), _REPORT, _OLD, _NAMES]


def of_folder(folder: Path) -> list[bytes]:
    """All .eml files below a folder."""
    return [path.read_bytes() for path in sorted(folder.rglob("*.eml")) if path.is_file()]


def _new(subject: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Anna Weber <anna@example.org>"
    mail["To"] = "help@example.com"
    mail["Cc"] = "Bert <bert@example.org>, carla@example.org"
    mail["Subject"] = subject
    mail["Date"] = "Tue, 03 Nov 2026 10:00:00 +0100"
    mail["Message-ID"] = "<seed@example.org>"
    return mail


def _plain() -> bytes:
    mail = _new("Frage")
    mail["In-Reply-To"] = "<before@example.com>"
    mail.set_content(
        "Hallo,\n\nwo ist das Paket?\n\n-- \nAnna\n\nOn Monday, Help wrote:\n> Hello\n"
    )
    return mail.as_bytes()


def _rich() -> bytes:
    mail = _new("Bild")
    mail.set_content("Siehe Bild")
    quote = '<div class="gmail_quote">Am Montag schrieb Help:<blockquote>Hallo</blockquote></div>'
    mail.add_alternative(f'<p>Siehe <img src="cid:p@x"> <b>Bild</b></p>{quote}', subtype="html")
    page = mail.get_payload(1)
    assert isinstance(page, EmailMessage)
    page.add_related(_PICTURE, "image", "gif", cid="<p@x>")
    mail.add_attachment(_PICTURE, "image", "gif", filename="größe.gif")
    return mail.as_bytes()


def _invitation() -> bytes:
    mail = _new("Einladung")
    mail.set_content("Bitte kommen")
    mail.add_alternative(
        _INVITATION.replace("\n", "\r\n"), subtype="calendar", params={"method": "REQUEST"}
    )
    return mail.as_bytes()
