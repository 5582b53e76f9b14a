"""Fills an empty database in bulk, with the shape of real work: most of it done, some of it waiting."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Field, Model
from django.utils import timezone

from kundig.conversations.models import Channel, Conversation, Delivery, DeliveryState
from kundig.core.permissions import permissions
from kundig.staff.models import Agent, Organisation, Role, Team

TEXTS = 4_000
WORDS_PER_TEXT = 90
RARE_WORD = "Zwischenlagerkugel"
FREQUENT_WORD = "Lieferung"
SECOND_WORD = "Rechnung"
LONG_CONVERSATION_MESSAGES = 20

STEMS = """Anhänger Achse Rad Deichsel Kupplung Gurt Dach Verdeck Schraube Bremse Reifen Schlauch Felge Licht Kabel Rechnung
Lieferung Bestellung Retoure Gutschrift Termin Werkstatt Ersatzteil Garantie Farbe Größe Paket Spedition Adresse Kundin Konto Zahlung
Mahnung Angebot Menge Rabatt Muster Katalog Anleitung Montage Sicherheit Prüfung Rückruf Frage Antwort Foto Beleg Nummer Datum Woche""".split()
ENDINGS = ["", "", "", "s", "en", "teil", "plan", "schein", "preis", "wechsel", "service", "nummer"]
LITTLE = """und oder aber denn weil dass nicht noch schon sehr gern bitte danke ich wir Sie mein unser bei mit von für auf nach seit
heute morgen gestern leider schnell endlich wieder immer nie""".split()

_ROWS = """
CREATE TEMP TABLE seed AS
SELECT n, 1 + (n * 7919::bigint) %% %(customers)s AS customer,
  now() - (n * interval '1 second' * %(spacing)s) AS at,
  CASE WHEN n %% 100 = 0 THEN 'open' WHEN n %% 100 = 1 THEN 'waiting' WHEN n %% 400 = 2 THEN 'snoozed'
       WHEN n %% 3 = 0 THEN 'closed' ELSE 'resolved' END AS state
FROM generate_series(1, %(conversations)s) AS n;

INSERT INTO customers_customer (id, name, language, fields, created_at)
SELECT n, 'Kundin ' || n || ' Muster', 'de', '{}', now() FROM generate_series(1, %(customers)s) n;
INSERT INTO customers_address (customer_id, kind, scope, value, key, created_at)
SELECT n, 'mail', '', 'k' || n || '@kunde.example', 'k' || n || '@kunde.example', now()
FROM generate_series(1, %(customers)s) n;

INSERT INTO conversations_conversation (id, customer_id, channel_id, subject, state, priority, team_id, assignee_id,
  language, waiting_since, snoozed_until, resolved_at, closed_at, created_at, last_activity_at, last_inbound_at,
  last_outbound_at, preview, message_count, failed_count)
SELECT n, customer, %(channel)s, 'Anliegen ' || n, state, CASE WHEN n %% 50 = 0 THEN 4 ELSE 2 END,
  (%(teams)s::bigint[])[1 + n %% %(team_count)s], CASE WHEN n %% 3 <> 0 THEN (%(agents)s::bigint[])[1 + (n / 3) %% %(agent_count)s] END,
  'de', CASE WHEN state = 'open' THEN at END, CASE WHEN state = 'snoozed' THEN now() + interval '3 days' END,
  CASE WHEN state IN ('resolved', 'closed') THEN at END, CASE WHEN state = 'closed' THEN at END,
  at - interval '2 days', at, at, at - interval '1 hour', left((SELECT text FROM seed_text t WHERE t.id = 1 + n %% %(texts)s), 160), 5, 0
FROM seed;

INSERT INTO conversations_message (conversation_id, direction, channel_id, customer_id, agent_id, created_at, subject, text,
  visible_text, html, sender, "to", cc, bcc, external_id, in_reply_to, "references", automatic, warnings, forwards, cards, sender_check)
SELECT s.n, d.direction, %(channel)s, CASE WHEN d.direction = 'in' THEN s.customer END,
  CASE WHEN d.direction <> 'in' THEN (%(agents)s::bigint[])[1 + s.n %% %(agent_count)s] END,
  s.at - (5 - m) * interval '3 hours', 'Anliegen ' || s.n, t.text, t.text, '',
  jsonb_build_object('name', 'Kundin', 'address', 'k' || s.customer || '@kunde.example'), '[]', '[]', '[]',
  '<' || s.n || '.' || m || '@kunde.example>', '', '{}', '', '{}', '{}', '[]', ''
FROM seed s CROSS JOIN generate_series(1, 5) m
JOIN LATERAL (SELECT CASE m WHEN 2 THEN 'out' WHEN 3 THEN 'note' WHEN 4 THEN 'out' ELSE 'in' END AS direction) d ON true
JOIN seed_text t ON t.id = 1 + (s.n * 5 + m * 31) %% %(texts)s;

CREATE TEMP TABLE seed_document AS
SELECT n AS id, a.document || b.document || c.document AS document
FROM generate_series(0, %(texts)s / 5 - 1) n
JOIN seed_text a ON a.id = 1 + (n * 5 + 31) %% %(texts)s
JOIN seed_text b ON b.id = 1 + (n * 5 + 93) %% %(texts)s
JOIN seed_text c ON c.id = 1 + (n * 5 + 155) %% %(texts)s;

INSERT INTO conversations_searchentry (conversation_id, document, at)
SELECT s.n, d.document || to_tsvector('simple', 'Kundin ' || s.customer), s.at
FROM seed s JOIN seed_document d ON d.id = s.n %% (%(texts)s / 5);

INSERT INTO core_event (at, kind, subject_kind, subject_id, actor_kind, actor_id, data)
SELECT s.at, k.kind, 'conversation', s.n, 'agent', (%(agents)s::bigint[])[1], '{}'::jsonb
FROM seed s CROSS JOIN (VALUES ('conversation.noted'), ('conversation.resolved')) AS k (kind);

SELECT setval('conversations_conversation_id_seq', %(conversations)s);
SELECT setval('customers_customer_id_seq', %(customers)s);
"""
_LONG = """
INSERT INTO conversations_message (conversation_id, direction, channel_id, customer_id, agent_id, created_at, subject, text,
  visible_text, html, sender, "to", cc, bcc, external_id, in_reply_to, "references", automatic, warnings, forwards, cards, sender_check)
SELECT conversation_id, direction, channel_id, customer_id, agent_id, created_at + n * interval '1 minute', subject, text,
  visible_text, html, sender, "to", cc, bcc, '', '', '{}', '', '{}', '{}', '[]', ''
FROM conversations_message, generate_series(1, 3) n WHERE conversation_id = 200
"""
_RARE = """
UPDATE conversations_searchentry SET document = document || to_tsvector('german', %s) || to_tsvector('simple', %s)
WHERE conversation_id %% 20000 = 77
"""

FILLED = (
    "customers_customer",
    "customers_address",
    "conversations_conversation",
    "conversations_message",
    "conversations_searchentry",
    "core_event",
)
_INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relname = ANY(%s) AND NOT i.indisunique
"""


@dataclass(frozen=True)
class Seeded:
    """What the measurements work with."""

    agent: Agent
    conversation: Conversation


def seed(conversations: int) -> Seeded:
    """Make `conversations` conversations of five messages, unless they are there already."""
    if Conversation.objects.count() < conversations:
        started = time.monotonic()
        print(f"Seeding {conversations:,} conversations …", flush=True)
        with transaction.atomic():
            _fill(conversations)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"  took {time.monotonic() - started:.0f} s", flush=True)
    else:
        _settle()
    agent = Agent.objects.get(email="agent0@bench.example")
    return Seeded(agent, Conversation.objects.get(pk=200))


def _settle() -> None:
    """Take away what earlier measurements left to be done: no worker runs here, so it would wait for ever."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM core_freshwords")
    waiting = Delivery.objects.filter(state__in=[DeliveryState.QUEUED, DeliveryState.SENDING])
    waiting.update(state=DeliveryState.SENT, sent_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _fill(conversations: int) -> None:
    Organisation.objects.create(pk=1, name="Messfeld")
    role = Role.objects.create(name="Alles", permissions=[p.name for p in permissions()])
    teams = [Team.objects.create(name=f"Team {n}") for n in range(6)]
    agents = [
        Agent.objects.create(name=f"Person {n}", email=f"agent{n}@bench.example", role=role)
        for n in range(20)
    ]
    agents[0].teams.set(teams[:2])
    channel = Channel.objects.create(kind="email", name="Service", address="service@bench.example")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE seed_text (id int PRIMARY KEY, text text, document tsvector)"
        )
        cursor.executemany(
            "INSERT INTO seed_text VALUES (%s, %s, to_tsvector('german', %s) || to_tsvector('simple', %s))",
            [(n, text, text, text) for n, text in enumerate(_texts(), start=1)],
        )
        parameters: dict[str, Any] = {
            "conversations": conversations,
            "customers": conversations // 5,
            "spacing": 600,
            "channel": channel.pk,
            "teams": [team.pk for team in teams],
            "team_count": len(teams),
            "agents": [agent.pk for agent in agents],
            "agent_count": len(agents),
            "texts": TEXTS,
        }
        # Filling indexes row by row takes far longer than sorting all rows once.
        with _without_indexes(cursor), _with_defaults():
            for statement in _ROWS.split(";"):
                if statement.strip():
                    cursor.execute(statement, parameters)
            cursor.execute(_LONG)
            cursor.execute(_RARE, [RARE_WORD, RARE_WORD])


@contextmanager
def _without_indexes(cursor: Any) -> Iterator[None]:
    """Drop the indexes of the tables that are filled, but those that keep rows unique, and make them anew."""
    cursor.execute(_INDEXES, [list(FILLED)])
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    # Whose rows belong together is known here; PostgreSQL would look each of them up.
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
    yield
    cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    for _name, definition in found:
        cursor.execute(definition)


@contextmanager
def _with_defaults() -> Iterator[None]:
    """Let PostgreSQL know what the models put into columns that no statement here names."""
    columns = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if model._meta.db_table in FILLED and field.has_default() and not field.null
    ]
    # Without deferring: what it defers are foreign keys, and here is none.
    editor = connection.schema_editor(atomic=False)
    with connection.cursor() as cursor:
        for model, field in columns:
            default = editor.effective_default(field)
            cursor.execute(_column(model, field) + " SET DEFAULT %s", [default])
        yield
        for model, field in columns:
            cursor.execute(_column(model, field) + " DROP DEFAULT")


def _column(model: type[Model], field: Field[Any, Any]) -> str:
    return f'ALTER TABLE "{model._meta.db_table}" ALTER COLUMN "{field.column}"'


def _texts() -> list[str]:
    chance = random.Random(7)
    words = [stem + ending.lower() for stem in STEMS for ending in ENDINGS]
    texts = []
    for number in range(TEXTS):
        chosen = [
            chance.choice(LITTLE) if chance.random() < 0.5 else chance.choice(words)
            for _ in range(WORDS_PER_TEXT)
        ]
        if number % 10 < 8:
            chosen.insert(5, FREQUENT_WORD)
        texts.append(" ".join(chosen))
    return texts
