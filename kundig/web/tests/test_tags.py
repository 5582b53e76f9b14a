from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
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
    request: Any = RequestFactory().get("/")
    request.COOKIES = {"theme": 'x" onload="y'}
    request.user = SimpleNamespace(theme="", density="compact")
    with translation.override("de"):
        drawn = draw("{% document_attributes %}", request=request)
    assert drawn == 'lang="de" dir="ltr" data-density="compact"'
    request.COOKIES = {"theme": "dark"}
    request.user = SimpleNamespace(density='x" onload="y')
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


def test_what_is_drawn_once_is_drawn_for_each_language() -> None:
    said = Template("{% translate 'Search' %}|{% icon 'mail' '' _('Search') %}")
    for language in ("en", "de", "en"):
        with translation.override(language):
            word = translation.gettext("Search")
            drawn = said.render(Context())
            assert drawn.startswith(f"{word}|<svg")
            assert f'aria-label="{word}"' in drawn


def test_what_depends_on_the_page_is_drawn_anew() -> None:
    named = Template(
        "{% translate word %}{% icon name %}{% translate 'Search' as said %}{{ said }}"
    )
    with translation.override("de"):
        one = named.render(Context({"word": "Search", "name": "mail"}))
        other = named.render(Context({"word": "Close", "name": "x"}))
    assert "#mail" in one
    assert "#x" in other
    assert one.startswith("Suche")
    assert other.startswith("Schließen")
    assert other.endswith("Suche")


@pytest.mark.parametrize(
    ("asked", "args"),
    [
        ("'inbox-conversation' 'open' 7", ["open", 7]),
        ("'inbox-conversation' view 8", ["mine", 8]),
        ("'conversation' number", [9]),
        ("'search'", []),
        ("name number", [9]),
    ],
)
def test_addresses_are_those_of_the_router(asked: str, args: list[object]) -> None:
    facts = {"view": "mine", "number": 9, "name": "conversation"}
    name = str(facts["name"]) if asked.startswith("name") else asked.split("'")[1]
    assert draw(f"{{% url {asked} %}}", **facts) == reverse(name, args=args)
    assert (
        draw(f"{{% url {asked} as there %}}<{{{{ there }}}}>", **facts)
        == f"<{reverse(name, args=args)}>"
    )


def test_an_address_that_does_not_exist_is_an_error_unless_it_is_named() -> None:
    with pytest.raises(NoReverseMatch):
        draw("{% url 'conversation' word %}", word="seven")
    with pytest.raises(NoReverseMatch):
        draw("{% url 'no-such-page' 7 %}")
    assert draw("{% url 'no-such-page' 7 as there %}<{{ there }}>") == "<>"
