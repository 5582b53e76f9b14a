"""Files on a host of their own: no cookie, no page, and an address for one person and one minute."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from kundig.config import environment
from kundig.conversations import actions
from kundig.conversations.actions import IncomingFile
from kundig.conversations.models import Attachment
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.time import now
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.security.test_files import PAGE, attach
from tests.security.test_pictures import SECRET, photo

pytestmark = pytest.mark.django_db
HOST = "files.example"


@pytest.fixture
def own_host(settings: Settings) -> None:
    """Give files a host of their own."""
    settings.FILES_URL = f"http://{HOST}"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]


@pytest.fixture
def stranger() -> Client:
    """A browser on the files' host: it has no cookies there."""
    return Client(headers={"Host": HOST}, raise_request_exception=False)


@pytest.fixture
def script(kofi: Customer) -> Attachment:
    """A page with a script that came with a mail."""
    return attach(kofi, PAGE, "seite.png", "image/png")


def address(client: Client, file: Attachment, **query: str) -> str:
    """Return where a signed-in browser is sent for a file."""
    response = client.get(reverse("attachment", args=[file.pk]), query)
    assert response.status_code == 302
    assert response["Referrer-Policy"] == "no-referrer"
    return str(response["Location"]).removeprefix(f"http://{HOST}")


@pytest.mark.usefixtures("own_host")
@pytest.mark.parametrize("spelt", [HOST.upper(), f"{HOST}.", f"{HOST}:80", f"{HOST}:8443"])
def test_u01_the_host_knows_no_page_however_it_is_spelt(spelt: str) -> None:
    response = Client(headers={"Host": spelt}).get(reverse("account_login"))
    assert response.status_code == 404


@pytest.mark.usefixtures("own_host")
def test_u01_files_come_from_a_host_without_cookies(
    client: Client, stranger: Client, anna: Agent, kofi: Customer, script: Attachment
) -> None:
    client.force_login(anna)
    response = stranger.get(address(client, script))
    assert response.content == PAGE
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    picture = attach(kofi, photo(), "foto.jpg", "image/jpeg")
    shown = stranger.get(address(client, picture))
    assert shown["Content-Type"] == "image/jpeg"
    assert SECRET not in shown.content
    assert stranger.get(address(client, picture, download="")).content == photo()


@pytest.mark.usefixtures("own_host")
def test_u01_that_host_knows_nothing_else(client: Client, stranger: Client, anna: Agent) -> None:
    client.force_login(anna)
    stranger.cookies = client.cookies
    for path in (
        "/",
        "/inbox/open/",
        "/account/login/",
        "/api/v1/conversations",
        "/x/",
        "/accounts/",
    ):
        response = stranger.get(path)
        assert response.status_code == 404
        assert response.content == b"Not found"
        assert stranger.post(path).status_code in (403, 404, 405)


@pytest.mark.usefixtures("own_host")
def test_u06_an_address_ends_with_its_minute_its_person_and_their_rights(
    client: Client, stranger: Client, anna: Agent, ben: Agent, script: Attachment
) -> None:
    client.force_login(ben)
    assert client.get(reverse("attachment", args=[script.pk])).status_code == 404
    client.force_login(anna)
    url = address(client, script)
    assert stranger.get(url).status_code == 200
    assert stranger.get(url, headers={"Range": "bytes=0-1"}).content == PAGE
    for wrong in (url.replace(url[3], "A" if url[3] != "A" else "B", 1), "/x:y:z/"):
        assert stranger.get(wrong).status_code == 404
    with time_machine.travel(now() + timedelta(seconds=caps.FILE_ADDRESS_SECONDS + 5)):
        assert stranger.get(url).status_code == 404
    url = address(client, script)
    Agent.objects.filter(pk=anna.pk).update(is_active=False)
    assert stranger.get(url).status_code == 404


@pytest.mark.usefixtures("own_host")
@pytest.mark.parametrize("query", [{}, {"download": ""}])
def test_u06_an_address_ends_when_its_picture_goes_out_of_sight(
    client: Client,
    stranger: Client,
    ben: Agent,
    kofi: Customer,
    workshop: Team,
    query: dict[str, str],
) -> None:
    conversation = make.conversation(customer=kofi, team=workshop)
    file = IncomingFile("foto.jpg", "image/jpeg", photo())
    picture = make.inbound(customer=kofi, conversation=conversation, files=[file]).attachments.get()
    client.force_login(ben)
    url = address(client, picture, **query)
    assert stranger.get(url).status_code == 200
    actions.hand_over(conversation, by=SYSTEM, team=make.team(name="Anderswo"))
    for wanted in ({}, {"Range": "bytes=0-1"}):
        assert stranger.get(url, headers=wanted).status_code == 404
        page = reverse("attachment", args=[picture.pk])
        assert client.get(page, query, headers=wanted).status_code == 404


@pytest.mark.usefixtures("own_host")
def test_u06_what_was_thrown_away_is_nowhere(client: Client, stranger: Client, anna: Agent) -> None:
    client.force_login(anna)
    file = actions.upload(by=anna.actor, name="entwurf.jpg", content=photo())
    urls = [address(client, file), address(client, file, download="")]
    assert [stranger.get(url).status_code for url in urls] == [200, 200]
    pk = file.pk
    actions.discard(file, by=anna.actor)
    assert [stranger.get(url).status_code for url in urls] == [404, 404]
    assert client.get(reverse("attachment", args=[pk])).status_code == 404


def test_u01_the_host_for_files_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("http://desk.example:81", "https://desk.example", "https://files.example/x", "x"):
        monkeypatch.setenv("KUNDIG_FILES_URL", wrong)
        with pytest.raises(environment.SettingError):
            environment.other_host("KUNDIG_FILES_URL", "https://desk.example")
    monkeypatch.setenv("KUNDIG_FILES_URL", "https://files.example/")
    found = environment.other_host("KUNDIG_FILES_URL", "https://desk.example")
    assert found == "https://files.example"
