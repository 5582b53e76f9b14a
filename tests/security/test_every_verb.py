"""What holds for every verb that programs may call: second ids (A05), fields and parameters nobody has (A02, A03)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db.models import Model

from kundig.api.endpoints import Endpoint
from kundig.api.registry import endpoints
from kundig.api.verbs import _model_in
from kundig.conversations import models as heart
from kundig.conversations.macros.models import Macro
from kundig.core.actions import Action, actions
from kundig.core.models import AuditEntry
from kundig.customers import models as people
from kundig.staff import models as staff
from tests.calls import send
from tests.fingerprint import changed, written
from tests.permission_table import TABLE
from tests.routes import routes
from tests.world import World, changed_back

pytestmark = pytest.mark.django_db

# What the world calls a thing of this model; colleagues, teams, levels, categories, statuses and tags are for everybody to see.
CALLED: dict[type[Model], str] = {
    heart.Conversation: "into",
    heart.Message: "inbound",
    heart.Attachment: "attachment",
    heart.Channel: "channel",
    heart.SavedView: "saved_view",
    Macro: "macro",
    people.Customer: "customer",
    people.Company: "company",
    people.Address: "address",
}
FOR_EVERYBODY = {staff.Agent, staff.Team, staff.Level, heart.Category, heart.Status, heart.Tag}


def second_ids() -> list[Any]:
    """Return each verb with each of its parameters that names a thing."""
    found = []
    for action in actions():
        for parameter in action.parameters.values() if action.offered else ():
            model, many = _model_in(parameter.type)
            if model is not None and model not in FOR_EVERYBODY:
                name = f"{action.name} {parameter.name}"
                found.append(pytest.param(action, parameter.name, model, many, id=name))
    return found


@pytest.mark.parametrize(("action", "parameter", "model", "many"), second_ids())
def test_a05_a_second_id_out_of_reach_is_not_there_whatever_the_verb(
    world: World, action: Action, parameter: str, model: type[Model], many: bool
) -> None:
    name = f"api:{action.name.replace('.', '-')}"
    route, row = routes()[name], TABLE[name]
    things = world.things("limited", own=True)
    foreign = world.things("limited", own=False)[CALLED[model]]
    id = str(foreign) if model is heart.Attachment else foreign
    body = row.filled(things) | {parameter: [id] if many else id}
    with changed_back():
        since, noted = written(), AuditEntry.objects.count()
        answer = send(world, route, "POST", row.url(route, things), body, "limited")
        assert answer.status_code == 404
        assert not changed(world.fingerprint, since)
        assert AuditEntry.objects.count() == noted + 1
        entry = AuditEntry.objects.latest("pk")
        assert (entry.kind, entry.data["act"]) == ("refused.out_of_reach", action.name)


VERBS = [pytest.param(one, id=one.name) for one in endpoints() if one.body is not None]


@pytest.mark.parametrize("endpoint", VERBS)
def test_a02_no_verb_takes_a_field_that_it_does_not_have(world: World, endpoint: Endpoint) -> None:
    name = f"api:{endpoint.name}"
    route, row = routes()[name], TABLE[name]
    things = world.things("administrator", own=True)
    for extra in ("is_staff", "account_id", "created_at", "owner", "by", "id"):
        body = row.filled(things) | {extra: 1}
        with changed_back():
            since = written()
            answer = send(world, route, "POST", row.url(route, things), body, "administrator")
            assert answer.status_code == 400, extra
            assert list(json.loads(answer.content)["error"]["fields"]) == [extra]
            assert not changed(world.fingerprint, since)


READS = [
    pytest.param(one, id=one.name)
    for one in endpoints()
    if one.method == "GET" and f"api:{one.name}" in TABLE
]
STRANGE = [
    "order=queue__imap_password",
    "filter[agent__password__startswith]=a",
    "fields=*",
    "include=tokens",
]


@pytest.mark.parametrize("endpoint", READS)
def test_a03_no_address_takes_a_parameter_that_it_does_not_have(
    world: World, endpoint: Endpoint
) -> None:
    name = f"api:{endpoint.name}"
    route, row = routes()[name], TABLE[name]
    url = row.url(route, world.things("administrator", own=True))
    with changed_back():
        assert send(world, route, "GET", url, {}, "administrator").status_code == 200
        for query in STRANGE:
            answer = send(world, route, "GET", f"{url}?{query}", {}, "administrator")
            assert answer.status_code == 400, query
