"""Whoever holds a manager's rights in own teams only takes nothing from other teams, and gets nothing of theirs."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kundig.channels import actions as channels
from kundig.channels.email import actions as mailboxes
from kundig.channels.email.connections import connect_imap, connect_pop3, connect_smtp
from kundig.channels.email.models import Mailbox
from kundig.channels.email.services import actions as services
from kundig.channels.email.services.account import ask
from kundig.channels.email.services.models import ServiceAccount
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.outside import Unreachable
from kundig.staff import actions
from kundig.staff.models import Agent, Level, Team
from tests import make
from tests.fingerprint import fingerprint


@pytest.fixture
def stefan(workshop: Team) -> Agent:
    """Stefan holds every right, in Ben's team alone."""
    allows = make.all_permissions()
    role = make.role(name="Teamleitung", allows=allows, own_teams_only=True)
    return make.agent(name="Stefan", role=role, teams=[workshop])


@pytest.fixture
def letters(db: None) -> Mailbox:
    """The first mailbox, of no team: Kundig's own letters go through it."""
    return mailboxes.make(by=SYSTEM, address="haus@lummer.example")


@pytest.fixture
def own(letters: Mailbox, workshop: Team) -> Mailbox:
    return mailboxes.make(by=SYSTEM, address="werkstatt@lummer.example", team=workshop)


@pytest.fixture
def foreign(letters: Mailbox, first_level: Team) -> Mailbox:
    return mailboxes.make(by=SYSTEM, address="erste@lummer.example", team=first_level)


def browser(agent: Agent) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(agent)
    return client


def test_a05_a_mailbox_of_another_team_or_of_none_is_not_there(
    stefan: Agent, own: Mailbox, foreign: Mailbox, letters: Mailbox
) -> None:
    client = browser(stefan)
    for page in ("mailboxes", "mailbox-health", "outgoing", "opening-hours"):
        text = client.get(reverse(page)).content.decode()
        assert own.channel.address in text, page
        assert foreign.channel.address not in text, page
        assert letters.channel.address not in text, page
    for mailbox in (foreign, letters):
        assert client.get(reverse("mailbox", args=[mailbox.pk])).status_code == 404


def test_a05_a_limited_manager_takes_no_mailbox(
    stefan: Agent, own: Mailbox, foreign: Mailbox, letters: Mailbox, workshop: Team
) -> None:
    by = stefan.actor
    before = fingerprint()
    for mailbox in (foreign, letters):
        attempts: list[Any] = [
            lambda mailbox=mailbox: mailboxes.change(mailbox, by=by, team=workshop),
            lambda mailbox=mailbox: mailboxes.close(mailbox, by=by),
            lambda mailbox=mailbox: channels.pause(mailbox.channel, by=by),
            lambda mailbox=mailbox: channels.set_pace(mailbox.channel, by=by, per_minute=1),
        ]
        for attempt in attempts:
            with pytest.raises(NotAllowed):
                attempt()
    with pytest.raises(NotAllowed):
        channels.set_opening_hours(by=by, time_zone="Europe/Berlin", week=[[]] * 7)
    assert fingerprint() == before
    mailboxes.change(own, by=by, name="Werkstatt Süd")


def test_a05_a_limited_manager_gives_mailboxes_to_own_teams_alone(
    stefan: Agent, own: Mailbox, first_level: Team, workshop: Team
) -> None:
    by = stefan.actor
    for team in (first_level, None):
        with pytest.raises(NotAllowed):
            mailboxes.make(by=by, address="neu@lummer.example", team=team)
        with pytest.raises(NotAllowed):
            mailboxes.change(own, by=by, team=team)
    form = browser(stefan).get(reverse("mailbox", args=[own.pk])).context["form"]
    assert [str(label) for _value, label in form.fields["team"].choices] == [workshop.name]


def test_a05_a_limited_manager_takes_no_address_of_a_closed_mailbox_of_others(
    stefan: Agent, ada: Agent, own: Mailbox, foreign: Mailbox, workshop: Team
) -> None:
    """It could not be opened again; and the sentence does not tell that it was closed."""
    taken = foreign.channel.address

    def attempts() -> list[str]:
        said = []
        tries: list[Any] = [
            lambda: mailboxes.make(by=stefan.actor, address=taken.upper(), team=workshop),
            lambda: mailboxes.make(
                by=stefan.actor,
                address="neu@lummer.example",
                team=workshop,
                further_addresses=[(taken, "")],
            ),
            lambda: mailboxes.change(own, by=stefan.actor, address=taken),
            lambda: mailboxes.change(own, by=stefan.actor, further_addresses=[(taken, "")]),
        ]
        for attempt in tries:
            with pytest.raises(Refused) as refusal:
                attempt()
            own.refresh_from_db()
            said.append(str(refusal.value))
        return said

    while_open = attempts()
    mailboxes.close(foreign, by=ada.actor)
    before = fingerprint()
    assert attempts() == while_open
    assert fingerprint() == before
    mailboxes.reopen(foreign, by=ada.actor)
    assert Mailbox.objects.get(pk=foreign.pk).channel.is_open


def test_a05_an_own_closed_address_is_free_and_an_administrator_gives_any(
    stefan: Agent, ada: Agent, own: Mailbox, foreign: Mailbox, workshop: Team
) -> None:
    for mailbox in (own, foreign):
        mailboxes.close(mailbox, by=ada.actor)
    mailboxes.make(by=stefan.actor, address=own.channel.address, team=workshop)
    given = mailboxes.make(by=ada.actor, address=foreign.channel.address, team=workshop)
    mailboxes.change(given, by=stefan.actor, name="Vom Ersten geerbt")


def test_a05_what_all_teams_share_is_nobodys_alone(
    stefan: Agent, ada: Agent, first_level: Team, workshop: Team
) -> None:
    level = Level.objects.create(name="Stufe", rank=1)
    by = stefan.actor
    attempts: list[Any] = [
        lambda: actions.change_team(first_level, by=by, name="Mein Team", level=None),
        lambda: actions.archive_team(first_level, by=by),
        lambda: actions.restore_team(first_level, by=by),
        lambda: actions.make_team(by=by, name="Neu"),
        lambda: actions.make_level(by=by, name="Neu", rank=2),
        lambda: actions.change_level(level, by=by, name="Neu", rank=2),
        lambda: actions.remove_level(level, by=by),
        lambda: actions.make_role(by=by, name="Neu", own_teams_only=True),
        lambda: actions.change_role(stefan.role, by=by, name="Neu"),
        lambda: actions.remove_role(make.role(name="Leer", allows=[]), by=by),
    ]
    make.role(name="Leer", allows=[])
    before = fingerprint()
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert fingerprint() == before
    actions.change_team(workshop, by=by, name="Werkstatt Süd", level=None)


def test_a05_who_is_in_no_own_team_is_not_there_for_a_limited_manager(
    stefan: Agent, anna: Agent, ben: Agent, workshop: Team
) -> None:
    nobodys = make.agent(name="Nora", role=ben.role)
    client = browser(stefan)
    text = client.get(reverse("agents")).content.decode()
    assert ben.email in text
    assert anna.email not in text
    for agent in (anna, nobodys):
        assert client.get(reverse("agent", args=[agent.pk])).status_code == 404
        with pytest.raises(NotAllowed):
            actions.change(agent, by=stefan.actor, email="stefan2@lummer.example")
    form = client.get(reverse("agent", args=[ben.pk])).context["form"]
    assert list(form.fields["teams"].queryset) == [workshop]


def test_a05_who_could_not_have_invited_withdraws_no_invitation(
    stefan: Agent, ada: Agent, ben: Agent, first_level: Team, workshop: Team
) -> None:
    foreign, _ = actions.invite(
        by=ada.actor, email="neu@lummer.example", role=ben.role, teams=[first_level]
    )
    higher, _ = actions.invite(by=ada.actor, email="chefin@lummer.example", role=ada.role)
    client = browser(stefan)
    text = client.get(reverse("agents")).content.decode()
    for invitation in (foreign, higher):
        assert invitation.email not in text
        url = reverse("invitation-withdraw", args=[invitation.pk])
        assert client.post(url).status_code == 404
        with pytest.raises(NotAllowed):
            actions.withdraw(invitation, by=stefan.actor)
    own, _ = actions.invite(
        by=ada.actor, email="lehrling@lummer.example", role=ben.role, teams=[workshop]
    )
    actions.withdraw(own, by=stefan.actor)


def test_o01_whoever_was_never_told_a_password_has_it_sent_nowhere_else(
    stefan: Agent, ada: Agent, letters: Mailbox, own: Mailbox
) -> None:
    mailboxes.change(letters, by=ada.actor, smtp_host="smtp.haus.example")
    kept = {
        "incoming_host": "imap.example",
        "incoming_user": "werkstatt",
        "smtp_host": "smtp.example",
    }
    given = {"incoming_password": "geheim", "smtp_password": "geheim"}
    mailboxes.change(own, by=ada.actor, **kept, **given)
    for name in ("incoming_host", "smtp_host"):
        with pytest.raises(Refused):
            mailboxes.change(own, by=stefan.actor, **{name: "imap.evil.example"})
        own.refresh_from_db()
    mailboxes.change(own, by=stefan.actor, **kept, name="Werkstatt Süd")
    mailboxes.change(own, by=stefan.actor, incoming_host="neu.example", incoming_password="anders")
    mailboxes.change(own, by=ada.actor, incoming_host="umgezogen.example")


@pytest.mark.parametrize("field", ["smtp", "incoming"])
def test_a05_a_limited_manager_names_no_server_inside(
    stefan: Agent, own: Mailbox, letters: Mailbox, field: str
) -> None:
    mailboxes.change(letters, by=SYSTEM, smtp_host="post.example")
    given = {"incoming": "imap", "incoming_user": "a", "incoming_host": "post.example"}
    with pytest.raises(Refused):
        mailboxes.change(own, by=stefan.actor, **given | {f"{field}_host": "127.0.0.1"})
    own.refresh_from_db()
    # A name says nothing of where it leads; there it is refused when it is connected to.
    mailboxes.change(own, by=stefan.actor, **given | {f"{field}_host": "innen.firma.example"})
    assert not _reaches_inside(own)
    mailboxes.change(own, by=SYSTEM, **{f"{field}_host": "127.0.0.1"})
    assert _reaches_inside(own)
    # The port decides which of the machines' services it is.
    with pytest.raises(Refused):
        mailboxes.change(own, by=stefan.actor, **{f"{field}_port": 6379})
    own.refresh_from_db()
    mailboxes.change(own, by=stefan.actor, sender_name="Werkstatt")
    assert _reaches_inside(own), "what an administrator named stays"


def test_a05_what_a_limited_manager_named_leads_to_nothing_inside(
    stefan: Agent, own: Mailbox, letters: Mailbox
) -> None:
    mailboxes.change(letters, by=SYSTEM, smtp_host="post.example")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        mailboxes.change(own, by=stefan.actor, smtp_host="innen.firma.example")
        # As if the name led here.
        where = {"smtp_host": "localhost", "smtp_port": server.getsockname()[1]}
        Mailbox.objects.filter(pk=own.pk).update(
            **where, incoming_host="localhost", incoming_port=where["smtp_port"]
        )
        own.refresh_from_db()
        for connect in (connect_imap, connect_pop3, lambda one: connect_smtp(one, own_name=None)):
            with pytest.raises(Unreachable):
                connect(own)
        account = services.set_up(own, by=stefan.actor, service="postal")
        ServiceAccount.objects.update(api_address=f"http://localhost:{where['smtp_port']}")
        account.refresh_from_db()
        account.reaches_inside = False
        with pytest.raises(Unreachable):
            ask(account, "", key="k")
        with pytest.raises(TimeoutError):
            server.accept()


def test_a05_a_limited_manager_names_no_service_inside(stefan: Agent, own: Mailbox) -> None:
    inside = "http://127.0.0.1:9000"
    with pytest.raises(Refused):
        services.set_up(own, by=stefan.actor, service="postal", api_address=inside)
    services.set_up(own, by=stefan.actor, service="postal", api_address="https://post.example")
    assert not ServiceAccount.objects.get().reaches_inside
    services.set_up(own, by=SYSTEM, service="postal", api_address=inside)
    assert ServiceAccount.objects.get().reaches_inside


def _reaches_inside(mailbox: Mailbox) -> bool:
    mailbox.refresh_from_db()
    return mailbox.reaches_inside
