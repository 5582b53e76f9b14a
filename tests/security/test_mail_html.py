"""HTML of strangers: nothing of it runs, is fetched, or reaches the page around it."""

from __future__ import annotations

import base64
import io

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html
from lxml.html import HtmlElement
from PIL import Image

from kundig.conversations.actions import IncomingFile
from kundig.conversations.display import ATTRIBUTES, BLOCKED, TAGS, clean, document
from kundig.conversations.models import Message
from kundig.core.pictures import draw
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make
from tests.security.vectors import VECTORS


def picture(kind: str = "PNG") -> bytes:
    """Return a small sound picture."""
    out = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(out, kind)
    return out.getvalue()


def elements(cleaned: str) -> list[HtmlElement]:
    """Return all elements of a cleaned fragment, as a browser would find them."""
    root = lxml_html.fromstring(f"<div>{cleaned}</div>")
    return [element for element in root.iter() if isinstance(element.tag, str)]


def shape(cleaned: str) -> list[tuple[str, dict[str, str], str | None]]:
    """Return what a fragment consists of, whatever the order of its attributes."""
    return [
        (str(e.tag), {str(k): str(v) for k, v in e.attrib.items()}, e.text)
        for e in elements(cleaned)
    ]


def test_m28_there_are_enough_vectors() -> None:
    assert len(set(VECTORS)) >= 150


@pytest.mark.parametrize("vector", VECTORS)
def test_m28_no_vector_leaves_anything_that_acts(vector: str) -> None:
    cleaned = clean(vector)
    for element in elements(cleaned):
        assert element.tag in TAGS
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(element.tag, set()) | {"rel", "target"}
        assert set(element.attrib) <= allowed
        assert not any(name.startswith("on") for name in element.attrib)
        href = element.get("href")
        if href is not None:
            assert href.strip().lower().startswith(("http:", "https:", "mailto:", "tel:"))
            assert element.get("rel") == "noopener noreferrer"
            assert element.get("target") == "_blank"
        if element.tag == "img":
            assert element.get("src", BLOCKED).startswith("data:image/")
        style = element.get("style", "").lower()
        assert not any(
            bad in style for bad in ("url", "expression", "position", "import", "\\", "@")
        )
        assert not any("evil" in value for name, value in element.attrib.items() if name != "href")


@pytest.mark.parametrize("vector", VECTORS)
def test_m28_cleaning_again_changes_nothing(vector: str) -> None:
    """What a second reading would see differently, a browser may see differently too."""
    once = clean(vector)
    twice = clean(once)
    assert shape(twice) == shape(once)


def test_m30_links_lead_where_they_say_and_nowhere_at_home() -> None:
    cleaned = clean(
        '<a href="/agent/logout">Abmelden</a><a href="//evil.example">x</a>'
        '<a href="https://evil.example/login">https://bank.de</a>'
    )
    links = [element for element in elements(cleaned) if element.tag == "a"]
    assert [link.get("href") for link in links] == [None, None, "https://evil.example/login"]
    assert links[2].get("rel") == "noopener noreferrer"


@pytest.fixture
def letter(kofi: Customer) -> Message:
    """A mail of Kofi's with HTML, a picture of its own and a remote one."""
    return make.inbound(
        customer=kofi,
        html=(
            '<p style="color:red">Hallo</p><img src="cid:eins@x"><img src="cid:zwei@x">'
            '<img src="https://track.example/p.gif">'
            f'<img src="data:image/png;base64,{base64.b64encode(picture()).decode()}">'
            '<img src="data:image/png;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">'
        ),
        files=[
            IncomingFile("a.png", "image/png", picture(), content_id="eins@x", is_inline=True),
        ],
    )


def sources(text: str) -> list[str]:
    """Return where the pictures of a document come from."""
    return [element.get("src", "") for element in elements(text) if element.tag == "img"]


def test_m31_pictures_come_from_the_mail_itself_or_not_at_all(letter: Message) -> None:
    shown = draw(picture())
    assert shown is not None
    own = f"data:image/png;base64,{base64.b64encode(shown.content).decode()}"
    assert sources(document(letter)) == [own, BLOCKED, BLOCKED, own, BLOCKED]


def test_m31_a_name_of_another_mails_picture_shows_nothing(letter: Message, kofi: Customer) -> None:
    other = make.inbound(customer=kofi, html='<img src="cid:eins@x">')
    assert sources(document(other)) == [BLOCKED]


def test_m31_the_document_may_fetch_nothing_and_run_nothing(
    client: Client, letter: Message, anna: Agent
) -> None:
    client.force_login(anna)
    response = client.get(reverse("message-html", args=[letter.pk]))
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "img-src data:;" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script" not in response.content.decode()


def test_u06_a_foreign_message_is_not_found(client: Client, letter: Message, ben: Agent) -> None:
    client.force_login(ben)
    for name in ("message-html", "message-original"):
        assert client.get(reverse(name, args=[letter.pk])).status_code == 404
        assert client.get(reverse(name, args=[letter.pk + 999])).status_code == 404
