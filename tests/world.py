"""Everybody and one of everything, twice: within Ben's reach and out of it. For tests that try each route."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.test import Client

from kundig.api.webhooks import actions as webhooks
from kundig.api.webhooks.models import WebhookDelivery
from kundig.channels.email import actions as mailboxes
from kundig.channels.email.models import (
    KnownKey,
    OAuthClient,
    OwnKey,
    RevocationList,
    SentMail,
    TrustedAuthority,
)
from kundig.channels.email.services import actions as services
from kundig.channels.models import Parking, Receipt
from kundig.channels.parking import park
from kundig.conversations import actions
from kundig.conversations.actions import IncomingFile
from kundig.conversations.bulk.models import BulkRun
from kundig.conversations.embedded.models import EmbeddedCard
from kundig.conversations.embedded.token import public_keys
from kundig.conversations.file_links import token_of
from kundig.conversations.incidents.models import Concerned, Incident
from kundig.conversations.macros.actions import make as make_macro
from kundig.conversations.models import (
    Attachment,
    BlockedSender,
    Category,
    Channel,
    Conversation,
    ConversationField,
    Status,
    Tag,
)
from kundig.conversations.snippets.actions import make as make_snippet
from kundig.core import blobs, secrets
from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.core.permissions import Standing, held_by
from kundig.core.time import now
from kundig.customers.actions import add_address, add_mail_host
from kundig.customers.merging.actions import merge_company, merge_customer
from kundig.customers.merging.models import SamePerson
from kundig.customers.models import AddressKind, Company, Customer, CustomField
from kundig.exports.models import Export
from kundig.notifications.models import Bell, Notification, PushDevice
from kundig.staff import actions as staff
from kundig.staff.models import Agent, Level, Organisation, Team
from tests import make
from tests.fingerprint import fingerprint
from tests.program import Program
from tests.receiver import SECRET
from tests.server import session_cookie

Things = dict[str, Any]

# The browser of everybody's other session.
ELSEWHERE = "Firefox elsewhere"

ROLES = ("anonymous", "reader", "agent", "limited", "steward", "lead", "administrator")


@dataclass(frozen=True)
class World:
    """Who there is, and what they may name: `own` lies within everybody's reach, `foreign` not in Ben's and Stefan's."""

    agents: dict[str, Agent]
    browsers: dict[str, Client]
    programs: dict[str, Program]
    own: Things
    foreign: Things
    # What belongs to one agent alone.
    belongings: dict[str, Things]
    # What the database holds; each call is undone, so that it holds before each.
    fingerprint: dict[str, str]

    def things(self, role: str, *, own: bool) -> Things:
        """Return what a call of this role names; some things belong to one agent alone."""
        found = self.own if own else self.foreign
        somebody = role if own and role in self.agents else "stranger"
        return {**found, **self.belongings[somebody]}


@contextlib.contextmanager
def changed_back() -> Iterator[None]:
    """Undo in the database whatever happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build() -> World:
    """Make the world; belongs into a transaction that is rolled back."""
    # Made when somebody asks first.
    public_keys()
    Organisation.objects.create(pk=1, name="Lummer")
    inside, outside = make.team(name="Werkstatt"), make.team(name="Erste Stufe")
    # The first one: Kundig's own letters go through it.
    mailboxes.make(by=SYSTEM, address="haus@lummer.example")
    agents = _agents(inside, outside)
    made = {
        "own": _things("kofi@mensah.example", inside, agents),
        "foreign": _things("ida@koenig.example", outside, agents),
    }
    about = Conversation.objects.get(pk=made["own"]["conversation"])
    for agent in agents.values():
        _notification(agent, about)
    return World(
        **made,
        agents=agents,
        browsers={role: _browser(agents.get(role)) for role in ROLES},
        programs={role: Program(agent) for role, agent in agents.items()},
        belongings={role: _belongings(agent) for role, agent in agents.items()},
        fingerprint=fingerprint(),
    )


def _agents(inside: Team, outside: Team) -> dict[str, Agent]:
    reader = make.role(name="Leser", allows=held_by(Standing.READER))
    limited = make.role(name="Werkstatt", own_teams_only=True)
    steward = make.role(name="Teamleitung", allows=make.all_permissions(), own_teams_only=True)
    lead = make.role(name="Leitung", allows=held_by(Standing.LEAD))
    administrator = make.role(name="Administrator", allows=[], is_administrator=True)
    agents = {
        "reader": make.agent(name="Rita", role=reader),
        "agent": make.agent(name="Anna", role=make.role(name="Mitarbeiter"), teams=[outside]),
        "limited": make.agent(name="Ben", role=limited, teams=[inside]),
        # Holds every right, but for Ben's team alone.
        "steward": make.agent(name="Stefan", role=steward, teams=[inside]),
        "lead": make.agent(name="Clara", role=lead, teams=[inside, outside]),
        "administrator": make.agent(name="Ada", role=administrator),
        # Nobody who calls anything: whose things are foreign to all.
        "stranger": make.agent(name="Emil", role=reader),
    }
    for agent in agents.values():
        file = actions.upload(by=SYSTEM, name="Zettel.txt", content=b"Zettel")
        Attachment.objects.filter(pk=file.pk).update(uploaded_by=agent)
        make.saved_view(owner=agent)
        Export.objects.create(
            agent=agent,
            format="csv",
            view="all",
            state="done",
            expires_at=now() + timedelta(days=1),
        )
        UserSession.objects.create(
            user=agent,
            session_key=session_cookie(agent)[settings.SESSION_COOKIE_NAME],
            ip="203.0.113.7",
            user_agent=ELSEWHERE,
        )
    return agents


def _belongings(agent: Agent) -> Things:
    return {
        "upload": Attachment.objects.filter(message=None, uploaded_by=agent).earliest("pk").pk,
        "saved_view": agent.views.earliest("pk").pk,
        "bulk_run": BulkRun.objects.get(agent=agent).pk,
        "export": agent.exports.get().pk,
        "token": agent.tokens.earliest("pk").pk,
        "notification": agent.notifications.get().pk,
        "push_device": agent.push_devices.get().pk,
        "session": UserSession.objects.get(user=agent, user_agent=ELSEWHERE).pk,
        "account": agent.pk,
    }


def _browser(agent: Agent | None) -> Client:
    client = Client(raise_request_exception=False)
    if agent is not None:
        client.force_login(agent)
    return client


def _incident(conversation: Conversation) -> int:
    incident = Incident.objects.create(title="Störung")
    Concerned.objects.create(incident=incident, conversation=conversation)
    return incident.pk


def _notification(agent: Agent, about: Conversation) -> None:
    BulkRun.objects.create(agent=agent, verb="resolve")
    event = Event.objects.filter(subject_kind="conversation", subject_id=about.pk)[0]
    Bell.objects.create(agent=agent)
    PushDevice.objects.create(
        agent=agent, name="Firefox", endpoint=f"https://push.example/{agent.pk}", key="x", auth="x"
    )
    Notification.objects.create(
        agent=agent,
        kind="answered",
        subject_kind="conversation",
        subject_id=about.pk,
        event=event,
        in_bell=True,
    )


def _parked(channel: Channel, mail: str) -> Receipt:
    blob = blobs.keep(f"From: {mail}\r\nSubject: Kreis\r\n\r\n".encode())
    receipt = Receipt.objects.create(channel=channel, blob=blob, sha256=blob.sha256)
    park(receipt, Parking.LOOP)
    return receipt


def _things(mail: str, team: Team, agents: dict[str, Agent]) -> Things:
    customer = make.customer(name=mail.partition("@")[0].title(), mail=mail)
    add_address(customer, by=SYSTEM, kind=AddressKind.PHONE, value=f"+49 30 {team.pk}")
    mailbox = mailboxes.make(by=SYSTEM, address=f"team{team.pk}@lummer.example", team=team)
    account = services.set_up(mailbox, by=SYSTEM, service="mailgun", hook_keys="x")
    channel = mailbox.channel
    conversation = _conversation(customer, team, channel=channel)
    file = IncomingFile(name="Bild.txt", content_type="text/plain", content=b"Bild")
    letter = {"html": "<p>Guten Tag</p>", "raw": blobs.keep(b"Subject: x"), "files": [file]}
    inbound = make.inbound(customer=customer, conversation=conversation, **letter)
    message = actions.reply(conversation, by=agents["administrator"].actor, text="Guten Tag")
    linked = actions.upload(by=agents["administrator"].actor, name="Film.bin", content=b"Film")
    Attachment.objects.filter(pk=linked.pk).update(message=message)
    into = _conversation(customer, team, channel=channel)
    move = actions.merge(_conversation(customer, team, channel=channel), by=SYSTEM, into=into)
    actions.tag(conversation, by=SYSTEM, name="eilt")
    role = make.role(name=f"Aushilfe {team.pk}", allows=[], own_teams_only=True)
    address = f"neu{team.pk}@lummer.example"
    invitation, secret = staff.invite(by=SYSTEM, email=address, role=role, teams=[team])
    unused = make.role(name=f"Unbenutzt {team.pk}", allows=[])
    webhook = webhooks.make(
        by=agents["administrator"].actor,
        name=f"Laden {team.pk}",
        address="https://laden.example/hook",
        kinds=["conversation.resolved"],
        secret=SECRET,
    )
    twin = make.customer(name=f"Zweite {customer.name}", mail=f"zweite.{mail}")
    _conversation(twin, team, channel=channel)
    twin_company = Company.objects.create(name=f"Zweite {team.pk}")
    Customer.objects.filter(pk=twin.pk).update(company=twin_company)
    third = Company.objects.create(name=f"Dritte {team.pk}")
    assert customer.company is not None
    sent = SentMail.objects.create(
        message=message, sender=channel.address, blob=blobs.keep(b"Subject: x\n\nGuten Tag")
    )
    return {
        "conversation": conversation.pk,
        "inbound": inbound.pk,
        "mailbox": mailbox.pk,
        "sent": sent.pk,
        "role": unused.pk,
        "invitation": invitation.pk,
        "secret": secret,
        "oauth_client": OAuthClient.objects.get_or_create(provider="google")[0].pk,
        "parked": _parked(channel, mail).pk,
        "way": "in",
        "hook": account.token,
        "about": "news",
        "own_key": OwnKey.objects.create(
            mailbox=mailbox, scheme="pgp", fingerprint="ab", secret=secrets.seal("{}")
        ).pk,
        "known_key": KnownKey.objects.create(
            scheme="pgp", address=mail, fingerprint="cd", source="upload"
        ).pk,
        "authority": TrustedAuthority.objects.create(name="Demo", fingerprint=f"e{team.pk}").pk,
        "revocations": RevocationList.objects.create(
            issuer=f"CN=Demo {team.pk}", count=0, issued_at=now()
        ).pk,
        "key_upload": "authority",
        "provider": "none",
        "key": "x",
        "address_free": f"frei{team.pk}@lummer.example",
        "message": message.pk,
        "linked": linked.pk,
        "blocked": BlockedSender.objects.create(value="@spam.example", team=team).pk,
        "file_link": token_of(actions.link_file(linked, by=SYSTEM)),
        "attachment": Attachment.objects.get(message=inbound).pk,
        "into": into.pk,
        "move": move.pk,
        "channel": channel.pk,
        "customer": customer.pk,
        "twin": twin.pk,
        "same_person": SamePerson.objects.create(
            one=customer, other=twin, reasons=["phone"], denied_at=None
        ).pk,
        "twin_company": twin_company.pk,
        "customer_merge": merge_customer(
            make.customer(name="Dritte", mail=f"dritte.{mail}"), by=SYSTEM, into=customer
        ).pk,
        "company_merge": merge_company(third, by=SYSTEM, into=customer.company).pk,
        "address": customer.addresses.order_by("pk").values_list("pk", flat=True)[1],
        "company": customer.company_id,
        "domain": mail.partition("@")[2],
        "mail_host": add_mail_host(by=SYSTEM, name=f"postfach{team.pk}.example").pk,
        "mail": mail,
        "team": team.pk,
        "agent": _colleague(team).pk,
        "level": Level.objects.create(name=f"Stufe {team.pk}", rank=1).pk,
        "own_field": ConversationField.objects.create(
            key=f"feld-{team.pk}", label=f"Feld {team.pk}", kind="text"
        ).pk,
        "category": Category.objects.create(name=f"Fach {team.pk}").pk,
        "status": Status.objects.create(name_de=f"Prüfung {team.pk}", state="open").pk,
        "tag": Tag.objects.create(name=f"Wort {team.pk}").pk,
        "other_tag": Tag.objects.create(name=f"Anderes Wort {team.pk}").pk,
        "other_category": Category.objects.create(name=f"Anderes Fach {team.pk}").pk,
        "field": CustomField.objects.create(
            key=f"feld-{team.pk}", label=f"Feld {team.pk}", kind="text"
        ).pk,
        "webhook": webhook.pk,
        "webhook_delivery": WebhookDelivery.objects.create(webhook=webhook, state="failed").pk,
        "incident": _incident(conversation),
        "view": "all",
        "audience": f"team-{team.pk}",
        "check": "gap",
        "promise": actions.promise(
            conversation, by=SYSTEM, due_at=now() + timedelta(days=1), words="Wir melden uns."
        ).pk,
        "later": actions.send_later(
            conversation,
            by=agents["administrator"].actor,
            text="Später",
            at=now() + timedelta(days=1),
        ).pk,
        "snippet": make_snippet(
            by=SYSTEM, title="Gruß", texts={"de": "Guten Tag"}, personal=False, team=team
        ).pk,
        "macro": make_macro(
            by=SYSTEM,
            title="Erledigt",
            steps=[{"do": "resolve", "value": None}],
            personal=False,
            team=team,
        ).pk,
        "unknown": 999_999,
        "step": "assign",
        # Nobody is asked at an address that leads nowhere.
        "embedded_card": EmbeddedCard.objects.create(title="Laden", address="nowhere").pk,
        "menu": "agents",
    }


def _colleague(team: Team) -> Agent:
    role = make.role(name="Werkstatt", own_teams_only=True)
    return make.agent(name=f"Kollege{team.pk}", role=role, teams=[team])


def _conversation(customer: Customer, team: Team, **fields: Any) -> Conversation:
    return make.conversation(customer=customer, team=team, **fields)
