"""Conditions on the real database: SQL and Python agree, whatever is asked of whatever there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kundig.conversations import actions
from kundig.conversations.condition_fields import conversation_fields, own_fields
from kundig.conversations.models import Conversation, Priority, State, Tag
from kundig.core.actor import SYSTEM
from kundig.core.conditions import Asker, Catalogue, Field, describe, holds, narrow, read, stored
from kundig.core.conditions.operators import Operator
from kundig.core.conditions.values import Takes
from kundig.core.own_fields import FieldKind
from kundig.customers import actions as customer_actions
from kundig.customers.models import Address, AddressKind, Company, Customer
from kundig.staff.models import Agent
from tests import make

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
# The night in which the clocks go back: days and weeks that are not 24 and 168 hours long.
AT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
TEXTS = [
    "",
    "Rechnung",
    "RECHNUNG über 5 €",
    "Straße",
    "STRASSE",
    "ärger",
    "Ärger",
    "a%b",
    "a_b",
    "a\\b",
]
TEXTS += ["ΟΔΟΣ", "οδός", "İstanbul", "ısı", "ISI", "ﬁn", "ſo", "привет", "'; --", "null", " "]
LANGUAGES = ["", "de", "en"]
EDGES = [
    AT,
    AT - timedelta(days=2),
    AT - timedelta(hours=3),
    AT + timedelta(weeks=1),
    datetime(2026, 10, 25, tzinfo=BERLIN),
    datetime(2026, 10, 26, tzinfo=BERLIN),
    datetime(2026, 10, 19, tzinfo=BERLIN),
]
MOMENTS = [edge + timedelta(microseconds=step) for edge, step in product(EDGES, (-1, 0, 1))]
SPANS = [(2, "days"), (3, "hours"), (1, "weeks"), (5, "minutes"), (1000, "weeks")]
DAYS = ["2026-10-24", "2026-10-25", "2026-10-26", "1900-01-01"]


# What lies in a field, left over from another kind of it or changed by hand as well.
OWN_VALUES = [
    *("Rechnung", "STRASSE", "ärger", "", "rot", "blau", "2026-10-25", "2026-10-26", "7"),
    *(2, 2.5, 0, -1, True, False, None, [], ["rot"], ["rot", "blau"], ["grün", 2], {"rot": 1}),
]


def _declare() -> list[str]:
    """Add a field of each kind to conversations and to customers; return their keys."""
    for kind in FieldKind:
        choices = ["rot", "blau", "Rechnung"] if kind.has_choices else []
        actions.make_field(by=SYSTEM, label=kind.value, kind=kind, choices=choices)
        customer_actions.make_field(by=SYSTEM, label=kind.value, kind=kind, choices=choices)
    # What would be a place in a list, and an operator of the ORM.
    for label in ("2024", "contains"):
        actions.make_field(by=SYSTEM, label=label, kind=FieldKind.TEXT)
    return [*FieldKind.values, "2024", "contains"]


def _populate(anna: Agent, ben: Agent) -> None:
    chance = Random(7)
    teams = [make.team(name=name) for name in ("Rechnung", "Versand")]
    anna.teams.set(teams[:1])
    tags = [Tag.objects.create(name=name) for name in ("eilt", "Umzug", "Öl")]
    companies = [Company.objects.create(name=name) for name in ("", "Lummer", "Straße & Co")]
    channel = make.channel()
    keys = _declare()

    def own() -> dict[str, Any]:
        return {key: chance.choice(OWN_VALUES) for key in chance.sample(keys, 6)}

    def moment() -> datetime | None:
        return chance.choice([None, *MOMENTS])

    for number in range(60):
        customer = Customer.objects.create(
            name=chance.choice(TEXTS),
            company=chance.choice([None, *companies]),
            language=chance.choice(LANGUAGES),
            vip_since=moment(),
            fields=own(),
            created_at=moment() or AT,
        )
        for address in chance.sample(TEXTS, chance.randrange(3)):
            key = f"{number} {address}"
            Address.objects.create(customer=customer, kind=AddressKind.MAIL, value=address, key=key)
        conversation = Conversation.objects.create(
            customer=customer,
            channel=channel,
            subject=chance.choice(TEXTS),
            state=chance.choice(State.values),
            priority=chance.choice(Priority.values),
            team=chance.choice([None, *teams]),
            assignee=chance.choice([None, anna, ben]),
            language=chance.choice(LANGUAGES),
            message_count=chance.randrange(4),
            failed_count=chance.randrange(3),
            spam_at=moment(),
            fields=own(),
            waiting_since=moment(),
            snoozed_until=moment(),
            resolved_at=moment(),
            last_inbound_at=moment(),
            last_outbound_at=moment(),
            created_at=moment() or AT,
            last_activity_at=moment() or AT,
        )
        conversation.tags.set(chance.sample(tags, chance.randrange(4)))


def _values(field: Field, operator: Operator, asker: Asker) -> st.SearchStrategy[Any]:
    match operator.takes:
        case Takes.NOTHING:
            return st.none()
        case Takes.TEXT:
            return st.sampled_from([text for text in TEXTS if text.strip()]) | st.text(
                "aäÄ%_\\sSßnN ", min_size=1, max_size=4
            ).filter(str.strip)
        case Takes.NUMBER:
            return st.integers(-1, 4)
        case Takes.DAY:
            return st.sampled_from(DAYS)
        case Takes.SPAN:
            return st.sampled_from([{"number": n, "unit": unit} for n, unit in SPANS])
        case Takes.CHOICES:
            assert field.choices is not None
            values = [value for value, _label in field.choices(asker)]
            return st.lists(st.sampled_from(values), min_size=1, max_size=3)


def _condition(field: Field, operator: Operator, asker: Asker) -> st.SearchStrategy[Any]:
    named = {"field": st.just(field.name), "operator": st.just(operator.name)}
    return st.fixed_dictionaries({**named, "value": _values(field, operator, asker)})


def _conditions(asker: Asker, fields: Catalogue) -> st.SearchStrategy[Any]:
    leaves = st.one_of(
        [_condition(field, operator, asker) for field in fields for operator in field.operators]
    )
    match = st.sampled_from(["all", "any", "none"])

    def group(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.fixed_dictionaries({"match": match, "of": st.lists(of, min_size=1, max_size=3)})

    return group(leaves | group(leaves | group(leaves)))


def test_sql_and_python_agree(anna: Agent, ben: Agent) -> None:
    _populate(anna, ben)
    asker = Asker(anna.actor, anna.own_teams, AT, BERLIN)
    fields = conversation_fields(own_fields())
    rows = Conversation.objects.select_related("customer__company")
    everything = list(rows.prefetch_related("tags", "customer__addresses"))

    @settings(max_examples=120, deadline=None, derandomize=True, database=None)
    @given(_conditions(asker, fields))
    def agree(source: Any) -> None:
        node = read(source, fields, asker)
        found = set(narrow(Conversation.objects.all(), node, asker).values_list("pk", flat=True))
        assert found == {one.pk for one in everything if holds(node, one, asker)}
        assert describe(node, asker)
        assert read(stored(node), fields, asker) == node

    agree()


def test_each_operator_agrees_alone(anna: Agent, ben: Agent) -> None:
    _populate(anna, ben)
    asker = Asker(anna.actor, anna.own_teams, AT, BERLIN)
    fields = conversation_fields(own_fields())
    rows = Conversation.objects.select_related("customer__company")
    everything = list(rows.prefetch_related("tags", "customer__addresses"))
    samples: dict[Takes, list[Any]] = {
        Takes.NOTHING: [None],
        Takes.TEXT: ["RECHNUNG 5", "ärger", "strasse", "a%b", "a_b", "\\", "οδός"],
        Takes.NUMBER: [0, 2],
        Takes.DAY: DAYS,
        Takes.SPAN: [{"number": number, "unit": unit} for number, unit in SPANS],
    }
    for field in fields:
        for operator in field.operators:
            values = samples.get(operator.takes)
            if values is None:
                assert field.choices is not None
                values = [[value] for value, _label in field.choices(asker)]
            for value in values:
                condition = {"field": field.name, "operator": operator.name, "value": value}
                node = read({"match": "all", "of": [condition]}, fields, asker)
                found = set(
                    narrow(Conversation.objects.all(), node, asker).values_list("pk", flat=True)
                )
                expected = {one.pk for one in everything if holds(node, one, asker)}
                assert found == expected, condition
