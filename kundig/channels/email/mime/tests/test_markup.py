"""HTML bodies: readable text, and the reply on the tree."""

from __future__ import annotations

import pytest

from kundig.channels.email.mime.markup import html_to_text
from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import mail, multipart


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<ul><li>One</li><li>Two</li></ul>", "* One\n* Two"),
        ("<table><tr><td>One</td><td>Two</td></tr><tr><td>Three</td></tr></table>",
         "One Two\nThree"),
        ("<p>One  \n  <b>two</b>&nbsp;three</p>", "One two three"),
        ("<pre>  One\n    Two</pre>", "  One\n    Two".strip()),
        ("<blockquote>One<blockquote>Two</blockquote></blockquote>", "> One\n\n> > Two"),
        ("<style>p{color:red}</style><p>One</p><script>two()</script>", "One"),
        ('<div style="display: none">preview</div>One', "One"),
        ("<title>Subject</title>One", "One"),
        ("One &lt;two&gt; &amp; &#252;", "One <two> & ü"),
        ("", ""),
        ("no tags at all", "no tags at all"),
    ],
)  # fmt: skip
def test_html_to_readable_text(source: str, expected: str) -> None:
    assert html_to_text(source) == expected


HISTORY = {
    "gmail": '<div class="gmail_quote"><div class="gmail_attr">Am 3.11. schrieb A:</div>'
    "<blockquote>old</blockquote></div>",
    "yahoo": '<div class="yahoo_quoted" id="yahoo_quoted_1">old</div>',
    "outlook web": '<hr><div id="divRplyFwdMsg"><b>Von:</b> A</div><div>old</div>',
    "outlook ids from a forward": '<hr><div id="x_divRplyFwdMsg"><b>Von:</b> A</div><div>old</div>',
    "outlook desktop": '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt">'
    "<p><b>Von:</b> A<br><b>Gesendet:</b> 3.11.2026<br></p></div><p>old</p>",
    "thunderbird": '<div class="moz-cite-prefix">Am 3.11.2026 schrieb A:</div>'
    '<blockquote type="cite">old</blockquote>',
    "apple": "<div><br><blockquote type=cite><div>Am 03.11.2026 um 10:15 schrieb A "
    "&lt;a@example.org&gt;:</div><div>old</div></blockquote></div>",
    "split header block": "<div>Von: A &lt;a@example.org&gt;</div><div>Gesendet: 3.11.2026</div>"
    "<div>An: B</div><div>Betreff: C</div><div>old</div>",
    "no mark at all": "<p>Am 03.11.2026 schrieb A &lt;a@example.org&gt;:</p>"
    "<blockquote>old</blockquote>",
    "proton": '<div class="protonmail_quote">old</div>',
}


@pytest.mark.parametrize("history", HISTORY.values(), ids=HISTORY.keys())
def test_history_of_many_programs_is_cut(history: str) -> None:
    body = f"<html><body><div>My answer.</div>{history}</body></html>"
    parsed = parse(mail(body, kind="text/html; charset=utf-8"))
    assert parsed.reply == "My answer."
    assert "old" in parsed.text


def test_answers_inside_a_gmail_quote_stay() -> None:
    body = (
        '<div class="gmail_quote"><div class="gmail_attr">Am 3.11.2026 schrieb A:</div>'
        "<blockquote>Which colour?</blockquote><div>Red.</div>"
        "<blockquote>Which size?</blockquote><div>Forty.</div></div>"
    )
    reply = parse(mail(body, kind="text/html")).reply
    assert "Red." in reply
    assert "Forty." in reply


def test_words_below_a_thunderbird_quote_stay() -> None:
    body = (
        '<div class="moz-cite-prefix">Am 3.11.2026 schrieb A:</div>'
        '<blockquote type="cite">old</blockquote><p>My answer.</p>'
    )
    assert parse(mail(body, kind="text/html")).reply == "My answer."


def test_forwarded_mail_in_a_gmail_quote_stays_whole() -> None:
    body = (
        '<div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------'
        "<br>Von: A &lt;a@example.org&gt;</div><p>The matter.</p></div>"
    )
    assert "The matter." in parse(mail(body, kind="text/html")).reply


def test_marks_in_html_help_where_the_plain_text_has_none() -> None:
    parsed = parse(
        multipart(
            "Content-Type: text/plain\r\n\r\nMy answer.\r\n\r\nold words",
            "Content-Type: text/html\r\n\r\n<p>My answer.</p>"
            '<div class="gmail_quote">old words</div>',
            kind="alternative",
        )
    )
    assert parsed.reply == "My answer."
    assert "old words" in parsed.text
