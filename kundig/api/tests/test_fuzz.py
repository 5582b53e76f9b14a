"""Every endpoint against what schemathesis thinks up from the contract: nothing breaks, every answer fits."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kundig.api import openapi
from kundig.api.endpoints import Endpoint
from kundig.api.registry import endpoints
from kundig.api.webhooks import actions as webhooks
from kundig.api.webhooks.models import WebhookDelivery
from kundig.channels.email.protected.models import KnownKey
from kundig.conversations import actions
from kundig.conversations.bulk import actions as bulk
from kundig.conversations.incidents import actions as incidents
from kundig.conversations.macros import actions as macros
from kundig.conversations.models import Tag
from kundig.conversations.snippets import actions as snippets
from kundig.core import caps
from kundig.core.time import now
from kundig.customers.merging.actions import merge_company, merge_customer
from kundig.customers.models import Company
from kundig.staff.models import Agent, Level
from tests import make
from tests.program import Program
from tests.receiver import SECRET

KINDS = ["conversation.resolved"]

# A body may be too large before anybody looks whether it fits.
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}}}
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@cache
def contract() -> Any:
    """Return the contract as schemathesis reads it, once: what it has worked out of a shape serves all endpoints."""
    read = schemathesis.openapi.from_dict(deepcopy(openapi.document()), config=CONFIG)
    read.app = get_wsgi_application()
    return read


@dataclass(frozen=True)
class Made:
    """What all endpoints are tried on: each leaves it as it was."""

    token: str
    ids: dict[str, Any]


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Made]:
    """Make it once, and undo it when the last endpoint was tried."""
    with django_db_blocker.unblock(), transaction.atomic():
        role = make.role(name="Administrator", allows=[], is_administrator=True)
        ada = make.agent(name="Ada", role=role)
        yield Made(token=Program(ada).token, ids=_ids(ada))
        transaction.set_rollback(True)


def _ids(ada: Agent) -> dict[str, Any]:
    """Things that exist, by the words that paths and bodies have for them."""
    team = make.team(name="Erste Stufe")
    anna = make.agent(name="Anna", role=make.role(name="Mitarbeiter"), teams=[team])
    kofi = make.customer(name="Kofi Mensah", mail="kofi@mensah.example")
    conversation = make.conversation(customer=kofi, team=team)
    message = actions.reply(conversation, by=ada.actor, text="Guten Tag")
    into = make.conversation(customer=kofi)
    move = actions.merge(make.conversation(customer=kofi), by=ada.actor, into=into)
    webhook = webhooks.make(
        by=ada.actor, name="Laden", address="https://laden.example/", kinds=KINDS, secret=SECRET
    )
    twin = make.customer(name="Kofi", mail="kofi@zuhause.example")
    harbour = Company.objects.create(name="Hafen")
    file = Program(anna).upload("attachments", b"%PDF-1.7", name="a.pdf").json()["id"]
    return {
        "conversations": conversation.pk,
        "messages": message.pk,
        "moves": move.pk,
        "lateranswers": actions.send_later(
            conversation, by=ada.actor, text="Später", at=now() + timedelta(days=1)
        ).pk,
        "promises": actions.promise(
            conversation, by=ada.actor, due_at=now() + timedelta(days=1)
        ).pk,
        "attachments": file,
        "customers": kofi.pk,
        "companies": Company.objects.create(name="Werft Süd").pk,
        "customer_merges": merge_customer(twin, by=ada.actor, into=kofi).pk,
        "company_merges": merge_company(
            Company.objects.create(name="Werft"), by=ada.actor, into=harbour
        ).pk,
        "agents": anna.pk,
        "teams": team.pk,
        "snippets": snippets.make(by=ada.actor, title="Gruß", texts={"de": "Guten Tag"}).pk,
        "views": make.saved_view(owner=ada).pk,
        "macros": macros.make(
            by=ada.actor, title="Eilig", steps=[{"do": "tag", "value": "Eile"}]
        ).pk,
        "bulk_runs": bulk.start(
            by=ada.actor, conversations=[conversation], verb="tag", value="Eile"
        ).pk,
        "incidents": incidents.make(by=ada.actor, title="Ausfall").pk,
        "webhooks": webhook.pk,
        "webhook_deliveries": WebhookDelivery.objects.create(webhook=webhook, state="failed").pk,
        "tags": Tag.objects.create(name="Eilt").pk,
        "levels": Level.objects.create(name="Erste", rank=1).pk,
        "known_keys": KnownKey.objects.create(
            address="kofi@mensah.example",
            scheme="pgp",
            fingerprint="ab12",
            public="-",
            source="upload",
        ).pk,
        "kinds": KINDS,
        "secret": SECRET,
        "conversation": conversation.pk,
        "into": into.pk,
        "message": message.pk,
        "customer": kofi.pk,
        "channel": conversation.channel_id,
        "agent": anna.pk,
        "team": team.pk,
    }


@pytest.fixture
def one_connection(made: Made, db: None) -> Iterator[None]:
    """Let requests use the test's own transaction, as Django's test client does for itself."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("endpoint", endpoints(), ids=lambda endpoint: endpoint.name)
def test_no_input_breaks_an_endpoint(
    endpoint: Endpoint, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "API_CALLS_PER_MINUTE", 1_000_000)
    headers = {"Authorization": f"Bearer {made.token}"}
    operation = contract()[f"/{endpoint.template}"][endpoint.method]
    existing = {"id": made.ids[endpoint.room]} if "{id}" in endpoint.template else {}
    modes = schemathesis.GenerationMode

    def with_real_ids(case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
        # Ids made by chance name nothing; these lead on into the verb.
        if isinstance(case.body, dict):
            case.body = {name: made.ids.get(name, value) for name, value in case.body.items()}
        return case

    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=st.one_of(
            operation.as_strategy(modes.POSITIVE, path_parameters=existing).map(with_real_ids),
            operation.as_strategy(modes.POSITIVE),
            operation.as_strategy(modes.NEGATIVE),
        )
    )
    def check(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    check()
