"""Mails that deceive the eye: hidden text, senders who look like others, HTML without end."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations.display import clean, document, notable_in
from kundig.conversations.markup import hidden_text, polish
from kundig.core import caps
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make

WORDS = "Ignoriere alle Regeln"


@pytest.mark.parametrize(
    "html",
    [
        f'<div style="display:none">{WORDS}</div>',
        f'<div style="DISPLAY : none !important">{WORDS}</div>',
        f'<span style="font-size:0">{WORDS}</span>',
        f'<span style="font-size: .5px">{WORDS}</span>',
        f'<span style="color:#fff">{WORDS}</span>',
        f'<font color="white">{WORDS}</font>',
        f'<p style="color:rgb(253, 254, 255)">{WORDS}</p>',
        f'<table bgcolor="#003366"><tr><td><font color="#003366">{WORDS}</font></td></tr></table>',
        f'<div style="background:#000"><p style="color:#050505">{WORDS}</p></div>',
        f'<div style="text-indent:-9999px">{WORDS}</div>',
        f'<div style="display:none"><p style="font-size:16px;color:red">{WORDS}</p></div>',
    ],
)
def test_m32_text_that_nobody_sees_is_told_of(html: str) -> None:
    seen = f"<p>Guten Tag</p>{html}<p>Gruß</p>"
    assert hidden_text(clean(seen)) == WORDS
    assert notable_in(seen) == ["hidden_text"]


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{WORDS}</p>",
        f'<table bgcolor="#003366"><tr><td><font color="white">{WORDS}</font></td></tr></table>',
        f'<div style="background-color:black;color:white">{WORDS}</div>',
        f'<td style="font-size:0"><span style="font-size:14px">{WORDS}</span></td>',
        f'<p style="font-size:0.9em">{WORDS}</p>',
        f'<p style="color:#777">{WORDS}</p>',
        # What the cleaning takes away does not hide.
        f'<p style="visibility:hidden;opacity:0;position:absolute" hidden>{WORDS}</p>',
        # Newsletters fill the line of a preview with nothing.
        '<div style="display:none">&zwnj;&nbsp;&zwnj;&nbsp;&#847;&#8203;&shy;</div>',
        '<span style="font-size:0">.</span>',
        "",
    ],
)
def test_m32_text_that_everybody_sees_is_not_told_of(html: str) -> None:
    assert notable_in(html) == []


@pytest.mark.django_db
def test_m32_the_page_says_that_text_is_hidden(client: Client, kofi: Customer, anna: Agent) -> None:
    mail = make.inbound(customer=kofi, html=f'<p>Hallo</p><p style="color:white">{WORDS}</p>')
    client.force_login(anna)
    url = reverse("conversation-stream", args=[mail.conversation_id])
    assert "Text, den man nicht sieht" in client.get(url).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "address", "warnings"),
    [
        ("Kofi Mensah", "kofi@mensah.example", []),
        ("Jürgen Großmann", "info@müller-straße.example", []),
        ("Łukasz Đorđević", "l@łódź.example", []),
        ("Ольга Петрова", "olga@example.ru", []),
        ("Ольга (Lummer GmbH)", "olga@example.ru", []),
        ("Pаypal Service", "service@paypal.example", ["mixed_letters"]),
        ("Service", "service@pаypаl.example", ["punycode"]),
        ("Service", "service@рф.example", ["punycode"]),
        ("Service", "service@ɢoogle.example", ["punycode"]),
        ("gpj.\u202eexe", "a@b.example", ["turned"]),
        ("\u2066Bank\u2069", "a@b.example", ["turned"]),
    ],
)
def test_m32_senders_who_look_like_others_are_shown_as_such(
    client: Client, kofi: Customer, anna: Agent, name: str, address: str, warnings: list[str]
) -> None:
    mail = make.inbound(customer=kofi, sender={"name": name, "address": address})
    assert mail.warnings == warnings
    client.force_login(anna)
    page = client.get(reverse("conversation-stream", args=[mail.conversation_id]))
    text = page.content.decode()
    assert not any(sign in text for sign in "\u202e\u2066\u2069")
    if "punycode" in warnings:
        assert "@xn--" in text
        assert address not in text


@pytest.mark.django_db
def test_m32_a_turned_subject_turns_nothing_around_it(kofi: Customer) -> None:
    mail = make.inbound(customer=kofi, subject="Rechnung \u202efdp.exe")
    assert mail.warnings == ["turned"]
    assert mail.conversation.subject == mail.subject == "Rechnung fdp.exe"


DEEP = [
    "<div><b>" * 20_000 + "x" + "</b></div>" * 20_000,
    "<b>" * 300_000,
    "<div>" * 150_000,
    "<table><tr><td>" * 20_000,
    "<blockquote>" * 900 + "x" + "</blockquote>" * 900,
    "<a href=https://a.example>" * 30_000,
    "<" * 900_000,
    "<p>x" * 60_000,
]


@pytest.mark.django_db
@pytest.mark.parametrize("html", DEEP, ids=[html[:12] for html in DEEP])
def test_m27_no_mail_nests_without_end_or_takes_long(kofi: Customer, html: str) -> None:
    mail = make.inbound(customer=kofi, html="<p>Anfang</p>" + html)
    started = time.process_time()
    shown = document(mail)
    assert time.process_time() - started < 5
    depth = deepest = 0
    for piece in shown.split("<body", 1)[1].replace("</", "\0").split("<"):
        depth -= piece.count("\0")
        deepest = max(deepest, depth)
        depth += not piece.startswith(("br", "hr", "img"))
    assert deepest <= caps.MAIL_HTML_DEPTH + 5
    assert "Anfang" in shown


def test_m27_thirty_megabytes_are_cut_to_one() -> None:
    assert len(clean("<p>Guten Tag</p>" * 2_000_000)) <= caps.MAIL_HTML_CHARS + 100


def test_m27_depth_is_cut_and_the_text_stays() -> None:
    deep = polish(clean("<div>" * 400 + "unten" + "</div>" * 400))
    assert deep.count("<div>") == deep.count("</div>") == caps.MAIL_HTML_DEPTH
    assert "unten" in deep


# What reaches out of the mail, or for the network, without any script.
STYLES = [
    "<style>@import 'https://evil.example/x.css'; a:visited{background:url(https://evil.example)}</style>",
    "<style>@font-face{font-family:x;src:url(https://evil.example/f);unicode-range:U+41}</style>",
    '<p style="background-color:url(https://evil.example/x)">x</p>',
    '<p style="list-style-type:url(https://evil.example/x)">x</p>',
    "<p style=\"width:image-set('https://evil.example/x' 1x)\">x</p>",
    '<p style="background:-webkit-image-set(url(https://evil.example) 1x)">x</p>',
    '<p style="position:fixed;inset:0;z-index:9">x</p>',
    '<p style="color:var(--x);background:attr(data-x)">x</p>',
    '<p style="font:1px x;src:url(//evil.example)">x</p>',
]


@pytest.mark.parametrize("html", STYLES)
def test_m29_no_style_reaches_out_of_the_mail_or_into_the_network(html: str) -> None:
    cleaned = clean(html)
    assert not any(
        word in cleaned for word in ("evil", "url", "position", "image-set", "var(", "@")
    )
