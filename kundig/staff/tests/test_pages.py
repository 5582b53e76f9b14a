"""The settings about people: each page for who may open it, each form with what it does."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kundig.staff import actions
from kundig.staff.models import Agent, Invitation, Level, Organisation, Role, Team
from kundig.staff.tests import people
from tests import make

OWN = ["profile", "security", "tokens"]
STAFF = ["agents", "agents/invite", "teams", "teams/make", "levels/make", "roles", "roles/make"]


def browser_of(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


@pytest.fixture
def desk(ada: Agent) -> Client:
    """Ada's browser."""
    people.organisation()
    return browser_of(ada)


@pytest.mark.parametrize("page", OWN)
def test_everybody_has_their_own_pages(rita: Agent, client: Client, page: str) -> None:
    assert browser_of(rita).get(f"/settings/{page}/").status_code == 200
    assert client.get(f"/settings/{page}/").status_code == 302


@pytest.mark.parametrize("page", [*STAFF, "organisation"])
def test_pages_of_administrators_are_nowhere_for_others(
    desk: Client, anna: Agent, client: Client, page: str
) -> None:
    assert desk.get(f"/settings/{page}/").status_code == 200
    assert browser_of(anna).get(f"/settings/{page}/").status_code == 404
    assert client.get(f"/settings/{page}/")["Location"].startswith("/account/login/")


def test_the_menu_shows_what_one_may_open(desk: Client, rita: Agent) -> None:
    assert b"/settings/roles/" in desk.get("/settings/profile/").content
    assert b"/settings/roles/" not in browser_of(rita).get("/settings/profile/").content


def test_profile_counts_at_once(desk: Client, ada: Agent) -> None:
    desk.cookies["theme"] = "light"
    data = {"name": "Ada Amann", "language": "en", "theme": "dark", "time_zone": "UTC"}
    answer = desk.post("/settings/profile/", data)
    assert answer.cookies["theme"].value == ""
    page = desk.get("/settings/profile/").content.decode()
    assert 'lang="en"' in page
    assert 'data-theme="dark"' in page
    assert "Ada Amann" in page
    assert desk.post("/settings/profile/", {**data, "time_zone": "Mars/Olympus"}).status_code == 200


def test_availability(desk: Client, ada: Agent) -> None:
    data = {"availability": "busy", "next": "/settings/profile/"}
    assert desk.post("/settings/availability/", data)["Location"] == "/settings/profile/"
    ada.refresh_from_db()
    assert ada.availability == "busy"
    assert desk.post("/settings/availability/", {"availability": "x"}).status_code == 404


def test_a_token_is_shown_once_and_revoked(ada: Agent) -> None:
    client = Client()
    people.sign_in(client, ada.email)
    assert client.get("/settings/tokens/make/")["Location"].startswith("/account/again/")
    people.confirm(client)
    made = client.post("/settings/tokens/make/", {"name": "Shop", "days": "30"}).content.decode()
    assert "kundig_" in made
    page = client.get("/settings/tokens/").content.decode()
    assert "Shop" in page
    assert "kundig_" not in page.replace("kundig_session", "").replace("kundig_csrf", "")
    client.post(f"/settings/tokens/{ada.tokens.get().pk}/revoke/")
    assert not ada.tokens.valid().exists()


def test_a06_nobody_revokes_anothers_token(desk: Client, anna: Agent) -> None:
    actions.make_token(anna, by=anna.actor, name="Skript")
    assert desk.post(f"/settings/tokens/{anna.tokens.get().pk}/revoke/").status_code == 404
    assert anna.tokens.valid().exists()


def test_invite_and_withdraw(desk: Client, anna: Agent, workshop: Team) -> None:
    data = {
        "email": "neu@lummer.example",
        "name": "Nele",
        "role": anna.role.pk,
        "teams": [workshop.pk],
    }
    with people.mailbox() as letters:
        page = desk.post("/settings/agents/invite/", data).content.decode()
    link = people.link_in(letters[0])
    assert f"http://testserver{link}" in page
    assert "Nele" in desk.get("/settings/agents/").content.decode()
    invitation = Invitation.objects.get()
    desk.post(f"/settings/invitations/{invitation.pk}/withdraw/")
    assert Client().get(link).status_code == 404


def test_an_invitation_without_a_mailbox_says_so(desk: Client, anna: Agent) -> None:
    data = {"email": "neu@lummer.example", "role": anna.role.pk}
    page = desk.post("/settings/agents/invite/", data).content.decode()
    assert "geben Sie diesen Link selbst weiter" in page


def test_a_refused_invitation_keeps_what_was_typed(desk: Client, anna: Agent) -> None:
    answer = desk.post("/settings/agents/invite/", {"email": anna.email, "role": anna.role.pk})
    page = answer.content.decode()
    assert "gehört bereits einem Mitarbeiter" in page
    assert f'value="{anna.email}"' in page


def test_change_deactivate_and_reactivate_an_agent(
    desk: Client, anna: Agent, workshop: Team
) -> None:
    data = {"name": "Anna B.", "email": anna.email, "role": anna.role.pk, "teams": [workshop.pk]}
    assert desk.post(f"/settings/agents/{anna.pk}/", data).status_code == 302
    anna.refresh_from_db()
    assert anna.name == "Anna B."
    desk.post(f"/settings/agents/{anna.pk}/deactivate/")
    assert "1 deaktivierter Mitarbeiter" in desk.get("/settings/agents/").content.decode()
    desk.post(f"/settings/agents/{anna.pk}/reactivate/")
    assert Agent.objects.get(pk=anna.pk).is_active


def test_whoever_may_less_sees_but_does_not_change(desk: Client, ada: Agent) -> None:
    manager = make.agent(name="Paul", role=make.role(name="Personal", allows=["staff.manage"]))
    paul = browser_of(manager)
    page = paul.get(f"/settings/agents/{ada.pk}/").content.decode()
    assert "mehr Rechte als Sie" in page
    data = {"name": "Eva", "email": "eva@lummer.example", "role": manager.role.pk}
    assert paul.post(f"/settings/agents/{ada.pk}/", data).status_code == 403
    assert paul.post(f"/settings/agents/{ada.pk}/deactivate/").status_code == 403
    invited = {"email": "neu@lummer.example", "role": ada.role.pk}
    assert "role" in paul.post("/settings/agents/invite/", invited).context["form"].errors


def test_teams_and_levels(desk: Client) -> None:
    desk.post("/settings/levels/make/", {"name": "Dritte Stufe", "rank": "3"})
    level = Level.objects.get()
    desk.post("/settings/teams/make/", {"name": "Montage", "level": level.pk, "signature": "Gruß"})
    team = Team.objects.get()
    desk.post(f"/settings/teams/{team.pk}/", {"name": "Montage Süd", "level": ""})
    desk.post(f"/settings/teams/{team.pk}/archive/")
    assert "1 archiviertes Team" in desk.get("/settings/teams/").content.decode()
    desk.post(f"/settings/teams/{team.pk}/restore/")
    desk.post(f"/settings/levels/{level.pk}/", {"name": "Hersteller", "rank": "4"})
    page = desk.get("/settings/teams/").content.decode()
    assert "Montage Süd" in page
    assert "Hersteller" in page
    desk.post(f"/settings/levels/{level.pk}/remove/")
    assert not Level.objects.exists()
    twice = desk.post("/settings/teams/make/", {"name": "montage süd"})
    assert "gibt es schon" in twice.content.decode()


def test_roles(desk: Client, ada: Agent) -> None:
    page = desk.get("/settings/roles/make/")
    fields = [name for name in page.context["form"].fields if name.startswith("allows_")]
    rights = {
        name: [value for value, _ in page.context["form"].fields[name].choices] for name in fields
    }
    assert sum(map(len, rights.values())) == len(make.all_permissions())
    (see,) = [name for name, values in rights.items() if "conversation.see" in values]
    desk.post("/settings/roles/make/", {"name": "Aushilfe", see: ["conversation.see"]})
    role = Role.objects.get(name="Aushilfe")
    assert role.permissions == ["conversation.see"]
    desk.post(f"/settings/roles/{role.pk}/", {"name": "Hilfe", "own_teams_only": "on"})
    role.refresh_from_db()
    assert (role.name, role.permissions, role.own_teams_only) == ("Hilfe", [], True)
    desk.post(f"/settings/roles/{ada.role.pk}/", {"name": "Verwaltung", see: []})
    assert Role.objects.get(pk=ada.role_id).is_administrator
    desk.post(f"/settings/roles/{role.pk}/remove/")
    assert desk.post(f"/settings/roles/{ada.role_id}/remove/").status_code == 403


def test_organisation(desk: Client) -> None:
    desk.post("/settings/organisation/", {"name": "Lummer & Söhne", "language": "en"})
    assert Organisation.objects.get().language == "en"
    assert "Lummer &amp; Söhne" in Client().get("/account/login/").content.decode()


def test_the_list_of_agents_takes_as_many_queries_for_fifty(
    desk: Client,
    first_level: Team,
    workshop: Team,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    role = make.role(name="Mitarbeiter")
    for number in range(50):
        make.agent(name=f"Nr{number}", role=role, teams=[first_level, workshop])
    with django_assert_max_num_queries(9):
        desk.get("/settings/agents/")


def test_a16_an_error_shows_a_number_and_nothing_else(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("kundig.staff.views.agents.render", broken)
    desk.raise_request_exception = False
    answer = desk.get("/settings/agents/")
    assert answer.status_code == 500
    assert "secret inside" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_a10_posts_need_their_token(ada: Agent, anna: Agent) -> None:
    people.organisation()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    for path in (
        f"/settings/agents/{anna.pk}/deactivate/",
        "/settings/availability/",
        "/language/",
    ):
        assert strict.post(path).status_code == 403
        overridden = strict.post(path, headers={"x-http-method-override": "GET"})
        assert overridden.status_code == 403
        assert strict.post(path, "{}", content_type="text/plain").status_code == 403
    assert Agent.objects.get(pk=anna.pk).is_active
