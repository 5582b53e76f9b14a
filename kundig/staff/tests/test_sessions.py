"""Who is signed in: read with the session in one query, and only as long as everything is right."""

from __future__ import annotations

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kundig.staff.models import Agent, Session
from kundig.staff.sign_in.sessions import SessionStore


@pytest.fixture
def client(client: Client, ben: Agent) -> Client:
    """Ben's browser; he is limited to his teams."""
    client.force_login(ben)
    return client


def is_signed_in(client: Client) -> bool:
    """Tell whether the browser is taken for an agent's."""
    return client.get("/").headers["Location"].startswith("/inbox/")


def test_session_agent_role_and_teams_are_one_query(
    client: Client, ben: Agent, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session, grants = SessionStore(client.session.session_key), ben.grants
    with django_assert_num_queries(1):
        assert session[SESSION_KEY] == str(ben.pk)
        assert session.agent is not None
        assert session.agent.grants == grants
        assert session.agent.role == ben.role
    with django_assert_num_queries(1):
        assert client.get("/nothing-here/").status_code == 404


def test_a_request_writes_no_session(client: Client) -> None:
    before = Session.objects.values_list("session_key", "session_data", "expire_date").get()
    assert is_signed_in(client)
    assert Session.objects.values_list("session_key", "session_data", "expire_date").get() == before


def test_a_deactivated_agent_is_nobody(client: Client, ben: Agent) -> None:
    assert is_signed_in(client)
    Agent.objects.filter(pk=ben.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_another_role_counts_from_the_next_request_on(client: Client, ben: Agent) -> None:
    page = "/settings/agents/"
    assert client.get(page).status_code == 404
    ben.role.permissions = ["staff.manage"]
    ben.role.save()
    assert client.get(page).status_code == 200
    ben.role.permissions = []
    ben.role.save()
    assert client.get(page).status_code == 404


def test_the_sealed_data_count_and_not_the_column_beside_them(
    client: Client, ben: Agent, ada: Agent
) -> None:
    Session.objects.update(agent=ada)
    assert client.get("/nothing-here/").wsgi_request.user == ben


def test_who_signed_out_is_nobody_with_the_old_cookie(client: Client) -> None:
    key = client.cookies["kundig_session"].value
    client.logout()
    client.cookies["kundig_session"] = key
    assert not is_signed_in(client)
    assert not Session.objects.exists()
