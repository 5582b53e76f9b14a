"""Pictures from outside in mails: nothing before a click, then through us, and nobody behind us to be seen."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html

from kundig.conversations.display import BLOCKED
from kundig.conversations.models import Message
from kundig.conversations.remote_pictures import proxied
from kundig.core import caps, limits, outside
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make
from tests.security.test_outside import Answering, Web, saying, web
from tests.security.test_pictures import SECRET, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine count as the public internet: there is none in tests."""
    monkeypatch.setattr(
        outside, "is_permitted", lambda address, **_how: str(address) == "127.0.0.1"
    )


def letter(kofi: Customer, server: Web, path: str = "/p.jpg?an=anna") -> Message:
    """Receive a mail with a picture from outside."""
    return make.inbound(customer=kofi, html=f'<p>Hallo</p><img src="{server.url}{path}">')


def stream(mail: Message) -> str:
    """Return where the messages of a conversation are shown."""
    return reverse("conversation-stream", args=[mail.conversation_id])


def sources(client: Client, mail: Message) -> list[str]:
    """Return where the pictures of a mail come from after the click."""
    page = client.get(reverse("message-html", args=[mail.pk]), {"pictures": ""}).content.decode()
    return [str(one.get("src")) for one in lxml_html.fromstring(page).iter("img")]


def test_m31_a_message_says_that_it_wants_pictures(kofi: Customer) -> None:
    def warnings(html: str) -> list[str]:
        return make.inbound(customer=kofi, html=html).warnings

    assert warnings('<img src="https://track.example/p.gif">') == ["remote_pictures"]
    assert warnings('<img src="cid:a"><img src="data:image/png;base64,AA"><img src="/x">') == []
    assert warnings("<p>https://track.example/p.gif</p>") == []


def test_m31_only_the_click_brings_the_bar_and_the_pictures(
    client: Client, kofi: Customer, anna: Agent
) -> None:
    mail = make.inbound(customer=kofi, html='<img src="https://track.example/p.gif">')
    plain = make.inbound(customer=kofi, html="<p>Hallo</p>")
    client.force_login(anna)
    url = reverse("message-html", args=[mail.pk])
    page = client.get(stream(mail)).content.decode()
    assert f'href="{url}?pictures"' in page
    page = client.get(stream(plain)).content.decode()
    assert "?pictures" not in page
    before, after = client.get(url), client.get(url, {"pictures": ""})
    assert "track.example" not in before.content.decode() + after.content.decode()
    assert "img-src data:;" in before["Content-Security-Policy"]
    assert "img-src data: 'self';" in after["Content-Security-Policy"]
    assert (
        before["Content-Security-Policy"].replace("img-src data:;", "img-src data: 'self';")
        == after["Content-Security-Policy"]
    )


@pytest.mark.usefixtures("public")
def test_m31_the_sender_sees_a_request_of_nobody(
    client: Client, kofi: Customer, anna: Agent
) -> None:
    with web(saying(photo(), Content_Type="image/jpeg", Set_Cookie="a=b")) as server:
        mail = letter(kofi, server)
        client.force_login(anna)
        (source,) = sources(client, mail)
        assert source.startswith(f"/messages/{mail.pk}/pictures/")
        assert server.asked == []
        response = client.get(
            source, headers={"Referer": "http://testserver/inbox/", "User-Agent": "Annas Browser"}
        )
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert SECRET not in response.content
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, max-age=3600"
    assert "a" not in response.cookies
    ((path, headers),) = server.asked
    assert path == "/p.jpg?an=anna"
    assert dict(headers) == {
        "Host": f"127.0.0.1:{server.port}",
        "Accept": "image/webp,image/png,image/jpeg,image/gif",
        "Accept-Encoding": "identity",
        "User-Agent": "Kundig",
        "Connection": "close",
    }


@pytest.mark.parametrize(
    "answering",
    [
        saying(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        saying(b"<!doctype html><script>alert(1)</script>", Content_Type="image/png"),
        saying(photo(), 404),
        saying(b"", 302, Location="http://169.254.169.254/latest/meta-data/"),
        saying(photo() + b"\0" * caps.FETCH_BYTES),
    ],
    ids=["svg", "page", "missing", "inside", "large"],
)
@pytest.mark.usefixtures("public")
def test_m31_what_is_no_picture_is_not_found(
    client: Client, kofi: Customer, anna: Agent, answering: Answering
) -> None:
    with web(answering) as server:
        mail = letter(kofi, server)
        client.force_login(anna)
        (source,) = sources(client, mail)
        assert client.get(source).status_code == 404
        assert len(server.asked) == 1


def test_m31_a_picture_inside_is_never_asked_for(
    client: Client, kofi: Customer, anna: Agent
) -> None:
    """Not even where an administrator's own networks may be connected to."""
    with web(saying(photo())) as server:
        mail = letter(kofi, server)
        client.force_login(anna)
        (source,) = sources(client, mail)
        assert client.get(source).status_code == 404
        assert server.asked == []


@pytest.mark.usefixtures("public")
def test_m31_u06_addresses_are_signed_for_one_message_and_whoever_sees_it(
    client: Client, kofi: Customer, anna: Agent, ben: Agent
) -> None:
    with web(saying(photo())) as server:
        mail, other = letter(kofi, server), letter(kofi, server, "/anderes.jpg")
        right = proxied(mail, f"{server.url}/p.jpg")
        token = right.split("/")[-2]
        client.force_login(anna)
        wrong = [
            reverse("message-picture", args=[other.pk, token]),
            reverse(
                "message-picture", args=[mail.pk, token[:-1] + ("A" if token[-1] != "A" else "B")]
            ),
            reverse("message-picture", args=[mail.pk, "x"]),
            reverse("message-picture", args=[mail.pk + 999, token]),
        ]
        assert {client.get(url).status_code for url in wrong} == {404}
        client.force_login(ben)
        assert client.get(right).status_code == 404
        client.logout()
        assert client.get(right).status_code == 302
        assert server.asked == []
        client.force_login(anna)
        assert client.get(right).status_code == 200


@pytest.mark.usefixtures("public")
def test_m31_nobody_fetches_without_end(client: Client, kofi: Customer, anna: Agent) -> None:
    most = caps.REMOTE_PICTURES_PER_MINUTE
    with web(saying(photo())) as server:
        mail = letter(kofi, server)
        client.force_login(anna)
        (source,) = sources(client, mail)
        assert limits.allow(f"remote pictures {anna.pk}", size=most, per_seconds=60, cost=most - 1)
        assert client.get(source).status_code == 200
        assert client.get(source).status_code == 429
        assert len(server.asked) == 1


def test_m31_after_the_click_nothing_but_pictures_is_let_through(
    client: Client, kofi: Customer, anna: Agent
) -> None:
    wanted = "".join(f'<img src="https://a.example/{number}.gif">' for number in range(250))
    mail = make.inbound(
        customer=kofi,
        html=wanted
        + '<p style="background-image:url(https://b.example/x)">x</p><img src="//c.example/x">'
        '<img srcset="https://d.example/x 2x"><video poster="https://e.example/x"></video>'
        '<table background="https://f.example/x"></table><link href="https://g.example/x">'
        '<img src="ftp://h.example/x"><img src="javascript:alert(1)"><img src="cid:fremd"><img src="/logout">'
        '<a href="/account/logout/">x</a><a href="//i.example/">x</a>',
    )
    client.force_login(anna)
    page = client.get(reverse("message-html", args=[mail.pk]), {"pictures": ""}).content.decode()
    assert ".example" not in page
    assert "logout" not in page
    ours = [source for source in sources(client, mail) if source.startswith("/messages/")]
    assert len(set(ours)) == caps.REMOTE_PICTURES
    assert sources(client, mail)[len(ours) : 250] == [BLOCKED] * (250 - len(ours))
