from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from kundig.web.drawing import file_icon, initials


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Kofi Asante", "KA"),
        ("Dr. Annika von der Lindqvist", "AL"),
        ("Özdemir", "Ö"),
        ("anna@example.org", "A"),
        ("<script>", "?"),
        ("  ", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_name_is_never_markup() -> None:
    drawn = draw("{% avatar name 3 %}{% icon 'mail' label=name %}", name='a"><b onclick=x>Ä')
    assert "<b" not in drawn


def test_one_person_keeps_one_hue() -> None:
    one = draw("{% avatar 'Kofi' 'visitor:1' %}")
    assert one == draw("{% avatar 'Kofi' 'visitor:1' %}")
    assert one != draw("{% avatar 'Kofi' 'visitor:2' %}")


def test_a_time_carries_its_exact_form() -> None:
    with translation.override("de"):
        drawn = draw("{% relative_time at %}", at=datetime(2026, 11, 22, 15, 5, tzinfo=UTC))
    assert 'title="22.11.2026 16:05"' in drawn
    assert 'datetime="2026-11-22T15:05:00+00:00"' in drawn
    assert draw("{% relative_time at %}", at=None) == ""


def test_the_document_says_language_and_theme() -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {"theme": "dark", "density": 'x" onload="y'}
    with translation.override("de"):
        drawn = draw("{% document_attributes %}", request=request)
    assert drawn == 'lang="de" dir="ltr" data-theme="dark"'


@pytest.mark.parametrize("width", ["", "1e3", "-5", "99999", "12;}body{display:none", "٣٤٠"])
def test_only_a_plain_number_is_a_width(width: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES = {"list_width": width}
    drawn = draw("{% pane_widths %}", request=request)
    assert drawn == "" or drawn.endswith(":root{--list-width:340px}</style>")


def test_words_for_the_browser_cannot_end_their_block() -> None:
    with translation.override("de"):
        drawn = draw("{% page_words %}")
    assert drawn.count("<") == 2
    assert "vor {n} Min." in drawn


def test_own_keys_lie_over_the_list() -> None:
    drawn = draw("{% page_keys %}", own_keys={"reply": "w", "snooze": ""})
    assert '"reply": "w"' in drawn
    assert "snooze" not in drawn


@pytest.mark.parametrize(
    ("content_type", "name"),
    [("image/png", "image"), ("application/pdf", "file-text"), ("application/x-odd", "file")],
)
def test_file_icons(content_type: str, name: str) -> None:
    assert file_icon(content_type) == name
