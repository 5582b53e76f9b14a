"""What agents write with formatting: clean, and good plain text."""

from __future__ import annotations

import pytest

from kundig.conversations.rich_text import clean, file_ids, plain, understand

FILE = "0e9f0c3a-1b2c-4d5e-8f90-a1b2c3d4e5f6"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Guten Tag<br>Frau König</p><p>Danke.</p>", "Guten Tag\nFrau König\n\nDanke."),
        ("<p>a</p><p><br>b</p>", "a\n\n\nb"),
        ("<ul><li><p>eins</p></li><li><p>zwei</p></li></ul><p>drei</p>", "- eins\n- zwei\n\ndrei"),
        ('<ol start="3"><li>drei</li><li>vier</li></ol>', "3. drei\n4. vier"),
        (
            "<ul><li><p>a</p><ul><li><p>b</p><p>c</p></li></ul></li><li>d</li></ul>",
            "- a\n  - b\n    c\n- d",
        ),
        ("<p>x</p><blockquote><p>a</p><p>b</p></blockquote><p>y</p>", "x\n\n> a\n>\n> b\n\ny"),
        ("<blockquote><ul><li>a</li></ul></blockquote>", "> - a"),
        (
            '<p>Siehe <a href="https://a.example/x">hier</a>.</p>',
            "Siehe hier (https://a.example/x).",
        ),
        ('<p><a href="https://a.example/">https://a.example</a></p>', "https://a.example"),
        ('<p><a href="mailto:a@b.example">a@b.example</a></p>', "a@b.example"),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
        (
            "<h3>Titel</h3><p><strong>fett</strong> <em>&amp; schräg</em></p>",
            "Titel\n\nfett & schräg",
        ),
        (f'<p>Bild <img src="cid:{FILE}" alt="Zähler"></p>', "Bild [Zähler]"),
    ],
)
def test_plain_text_reads_like_a_plain_mail(html: str, text: str) -> None:
    assert plain(clean(html)) == text


def test_others_words_for_the_same_become_ours() -> None:
    html = '<div class="MsoNormal" style="color:red"><b>Hallo</b> <i>Welt</i></div><h1>Titel</h1>'
    assert clean(html) == "<p><strong>Hallo</strong> <em>Welt</em></p><h3>Titel</h3>"


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<img src="https://track.example/x.png">',
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<p style="position:fixed" onclick="x()" class="a" id="b">x</p>',
        '<form action="/"><input name="a"><button>x</button></form>',
        '<span data-agent="1 onload=x">x</span>',
        "<svg><a xlink:href='javascript:x'><text>x</text></a></svg>",
        '<iframe src="https://a.example"></iframe>',
    ],
)
def test_m31_nothing_but_words_is_left_of_what_could_harm(html: str) -> None:
    cleaned = clean(html)
    for word in (
        "script",
        "onerror",
        "onclick",
        "style",
        "src=",
        "data:",
        "onload",
        "<form",
        "id=",
    ):
        assert word not in cleaned


def test_absurd_nesting_leaves_its_words() -> None:
    assert "tief" in clean("<blockquote>" * 5000 + "tief")


def test_what_is_not_formatted_stays_plain_as_typed() -> None:
    written = understand("a   b\r\nc", "<p>a b<br>c</p>")
    assert (written.text, written.html) == ("a   b\nc", "")


def test_what_is_formatted_says_the_same_in_plain_words() -> None:
    written = understand("something else", "<p><b>So</b> ist es</p>")
    assert written.text == "So ist es"
    assert written.html == "<p><strong>So</strong> ist es</p>"


def test_pictures_name_their_files() -> None:
    assert [str(id) for id in file_ids(clean(f'<img src="cid:{FILE}">'))] == [FILE]
