"""The audit trail: what it keeps, that it can't be changed unseen, who reads it, and refused second ids (A05)."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from kundig.conversations import actions as conversations
from kundig.conversations.models import Conversation
from kundig.core import audit_chain, caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed
from kundig.core.events import kinds, note
from kundig.core.models import AuditEntry, AuditSeal, Matter
from kundig.core.sentences import describe
from kundig.core.time import acting_at
from kundig.customers.models import Customer
from kundig.staff import actions, events
from kundig.staff.models import Agent, Team
from kundig.staff.tests import people
from tests import make
from tests.program import Program


def kept() -> list[str]:
    """Return the kinds of all entries, the oldest first."""
    return list(AuditEntry.objects.order_by("pk").values_list("kind", flat=True))


def newest() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk")[0]


def browser(agent: Agent) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(agent)
    return client


# ── what is kept ─────────────────────────────────────────────────────────────────────────────


def test_signing_in_and_out_is_kept_without_the_typed_address(client: Client, anna: Agent) -> None:
    people.organisation()
    people.sign_in(client, anna.email, "falsch", place="203.0.113.77")
    people.sign_in(client, "geheim-123@lummer.example", "falsch")
    people.sign_in(client, anna.email, place="2001:db8:aa:bb::1")
    client.post("/account/logout/")
    assert kept() == ["sign_in.failed", "sign_in.unknown", "sign_in.done", "sign_in.ended"]
    failed, unknown, done, _ended = AuditEntry.objects.order_by("pk")
    assert (failed.actor_kind, failed.subject_id) == ("stranger", anna.pk)
    assert failed.data == {"agent": anna.pk, "place": "203.0.113.x"}
    assert "geheim" not in str(unknown.data)
    assert done.data == {"place": "2001:db8:aa::…"}


def test_wrong_codes_and_other_ways_in_are_kept(
    anna: Agent, django_capture_on_commit_callbacks: Any
) -> None:
    desk = Client()
    people.sign_in(desk, anna.email)
    with django_capture_on_commit_callbacks(execute=True):
        people.use_app(desk)
    factors = AuditEntry.objects.filter(kind="sign_in.factor_changed")
    assert {entry.data["factor"] for entry in factors} >= {"totp_activated"}
    thief = Client()
    people.sign_in(thief, anna.email)
    thief.post("/account/code/", {"code": "000000"})
    assert newest().kind == "sign_in.code_failed"


def test_rights_tokens_and_settings_are_kept(ada: Agent, anna: Agent, workshop: Team) -> None:
    people.organisation()
    actions.change(anna, by=ada.actor, role=ada.role, teams=[workshop])
    actions.make_token(anna, by=anna.actor, name="Laden")
    actions.archive_team(workshop, by=ada.actor)
    assert kept() == ["agent.role_given", "agent.teams_set", "token.made", "team.archived"]
    assert AuditEntry.objects.filter(matter=Matter.RIGHTS).count() == 3
    assert "Laden" not in str(list(AuditEntry.objects.values()))


def test_every_kept_kind_has_a_sentence_in_both_languages(anna: Agent) -> None:
    audited = [kind for kind in kinds() if kind.audited is not None]
    assert len(audited) > 30
    entries = [AuditEntry(kind=kind.name, actor_kind="agent", actor_id=anna.pk) for kind in audited]
    with translation.override("en"):
        english = describe(entries)
    with translation.override("de"):
        german = describe(entries)
    same = [one for one, other in zip(english, german, strict=True) if one == other]
    assert not same


# ── refusals ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def own(kofi: Customer, workshop: Team) -> Conversation:
    """A conversation of Ben's team, with two messages."""
    conversation = make.conversation(customer=kofi, team=workshop)
    make.inbound(customer=kofi, conversation=conversation)
    return conversation


def first(conversation: Conversation) -> int:
    return conversation.messages.order_by("pk").values_list("pk", flat=True)[0]


@pytest.mark.parametrize("key", [None, "einmal"])
def test_a05_a_foreign_second_id_leaves_a_trace_although_all_is_undone(
    bens_program: Program,
    ben: Agent,
    own: Conversation,
    conversation: Conversation,
    key: str | None,
) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("merge", {"into": conversation.pk}),
        ("split", {"messages": [first(own), first(conversation)]}),
        ("move_message", {"message": first(own), "into": conversation.pk}),
        ("move_message", {"message": first(conversation), "into": own.pk}),
    ]
    for number, (verb, body) in enumerate(calls):
        one = f"{key}{number}" if key else None
        answer = bens_program.post(f"conversations/{own.pk}/{verb}", body, key=one)
        assert answer.status_code == 404
        entry = newest()
        assert entry.kind == "refused.out_of_reach"
        assert (entry.actor_kind, entry.actor_id) == ("agent", ben.pk)
        assert entry.data["act"] == f"conversation.{verb}"
    assert len(kept()) == len(calls)


def test_a05_what_never_was_leaves_no_trace(bens_program: Program, own: Conversation) -> None:
    bens_program.post(f"conversations/{own.pk}/merge", {"into": 999_999_999})
    bens_program.post(f"conversations/{own.pk}/merge", {"into": 2**63 - 1})
    assert kept() == []


def test_a06_a_child_of_another_parent_within_reach_is_no_trespass(
    program: Program, own: Conversation, conversation: Conversation
) -> None:
    body = {"messages": [first(conversation)]}
    assert program.post(f"conversations/{own.pk}/split", body).status_code == 404
    assert kept() == []


def test_a05_the_pages_leave_the_same_traces(
    ben: Agent, own: Conversation, conversation: Conversation
) -> None:
    client = browser(ben)
    base = f"/conversations/{own.pk}"
    client.post(f"{base}/merge/", {"into": conversation.pk})
    client.post(f"{base}/split/", {"messages": [first(conversation)]})
    client.post(f"{base}/move/{first(own)}/", {"into": conversation.pk})
    acts = [entry.data["act"] for entry in AuditEntry.objects.order_by("pk")]
    assert acts == ["conversation.merge", "conversation.split", "conversation.move_message"]


def test_a05_a_refused_verb_leaves_a_trace_although_it_is_undone(
    rita: Agent, ben: Agent, own: Conversation, conversation: Conversation
) -> None:
    assert browser(rita).post(f"/conversations/{own.pk}/resolve/").status_code == 403
    entry = newest()
    assert (entry.kind, entry.data) == ("refused.not_allowed", {"act": "conversation.resolve"})
    assert (entry.subject_kind, entry.subject_id) == ("conversation", own.pk)
    with pytest.raises(NotAllowed):
        conversations.merge(own, by=ben.actor, into=conversation)
    assert newest().data == {"act": "conversation.merge"}
    assert len(kept()) == 2


@pytest.mark.django_db(transaction=True)
def test_a05_the_trace_outlives_the_real_rollback(
    bens_program: Program, own: Conversation, conversation: Conversation
) -> None:
    before = own.messages.count()
    path = f"conversations/{own.pk}/merge"
    assert bens_program.post(path, {"into": conversation.pk}, key="x").status_code == 404
    assert kept() == ["refused.out_of_reach"]
    assert own.messages.count() == before


# ── nobody changes it unseen ─────────────────────────────────────────────────────────────────


def fill(number: int) -> list[int]:
    """Write that many entries, each settled and sealed, and return their ids."""
    for _ in range(number):
        note(events.SIGN_IN_UNKNOWN, by=SYSTEM, place="203.0.113.x")
    return list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))


def seal_all() -> int:
    """Seal everything and return how much that was: transactions elsewhere on the server hold it back."""
    sealed, until = 0, time.monotonic() + 60
    while AuditSeal.objects.count() < AuditEntry.objects.count():
        assert time.monotonic() < until
        sealed += audit_chain.seal_new()
        time.sleep(0.02)
    return sealed


def by_hand(statement: str, *values: Any) -> None:
    """Change the database as somebody does who owns it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")


def accused() -> set[int]:
    return {flaw.entry for flaw in audit_chain.flaws()}


def test_r21_the_database_refuses_to_change_an_entry(db: None) -> None:
    fill(1)
    for change in (
        lambda: AuditEntry.objects.update(actor_id=1),
        lambda: AuditEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_r21_every_change_is_found_and_named() -> None:
    ids = fill(40)
    assert seal_all() == 40
    assert accused() == set()
    by_hand("UPDATE core_auditentry SET data = '{}' WHERE id = %s", ids[3])
    by_hand("UPDATE core_auditentry SET at = at + interval '1 hour' WHERE id = %s", ids[5])
    by_hand("DELETE FROM core_auditentry WHERE id = %s", ids[7])
    by_hand("DELETE FROM core_auditentry WHERE id = %s", ids[20])
    by_hand("DELETE FROM core_auditseal WHERE entry = %s", ids[20])
    by_hand(
        "INSERT INTO core_auditentry (id, tx, nonce, at, kind, matter, actor_kind, subject_kind, data, signature) "
        "SELECT -1, tx, gen_random_uuid(), at, kind, matter, actor_kind, subject_kind, data, signature "
        "FROM core_auditentry WHERE id = %s",
        ids[10],
    )
    assert accused() == {ids[3], ids[5], ids[7], ids[21], -1}


@pytest.mark.django_db(transaction=True)
def test_r21_the_beginning_can_not_be_cut_off() -> None:
    ids = fill(5)
    seal_all()
    by_hand("DELETE FROM core_auditentry WHERE id <= %s", ids[1])
    by_hand("DELETE FROM core_auditseal WHERE entry < %s", ids[1])
    assert ids[1] in accused()


@pytest.mark.django_db(transaction=True)
def test_what_is_older_than_it_may_be_is_forgotten_and_the_rest_stays_whole() -> None:
    old = timezone.now() - timedelta(days=caps.AUDIT_DAYS + 1)
    with acting_at(old):
        gone = fill(3)
    stays = fill(6)[3:]
    seal_all()
    assert audit_chain.forget_old() == 3
    assert list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True)) == stays
    assert AuditSeal.objects.order_by("number")[0].entry == gone[-1]
    assert accused() == set()
    assert audit_chain.forget_old() == 0
    fill(1)
    # The anchor of what was forgotten counts for one.
    until = time.monotonic() + 60
    while not audit_chain.seal_new():
        assert time.monotonic() < until
    assert accused() == set()


# ── who reads it ─────────────────────────────────────────────────────────────────────────────


def test_administrators_read_it_page_by_page(
    ada: Agent, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.organisation()
    monkeypatch.setattr(caps, "AUDIT_ROWS", 3)
    fill(4)
    actions.make_token(anna, by=anna.actor, name="Laden")
    desk = browser(ada)
    page = desk.get("/settings/audit/").content.decode()
    assert "Anna" in page
    assert "API-Token" in page
    following = desk.get("/settings/audit/").context["more_url"]
    part = desk.get(f"/settings/audit/{following}", headers={"HX-Request": "true"})
    assert part.context["more_url"] == ""
    assert b"<html" not in part.content
    seen = [line.entry.pk for line in desk.get("/settings/audit/").context["lines"]]
    seen += [line.entry.pk for line in part.context["lines"]]
    assert seen == sorted(AuditEntry.objects.values_list("pk", flat=True), reverse=True)


def test_it_is_narrowed_by_person_and_matter(ada: Agent, anna: Agent, ben: Agent) -> None:
    actions.make_token(anna, by=anna.actor, name="Laden")
    actions.deactivate(anna, by=ada.actor)
    actions.make_token(ben, by=ben.actor, name="Laden")
    desk = browser(ada)

    def shown(**query: Any) -> list[str]:
        lines = desk.get("/settings/audit/", query).context["lines"]
        return [line.entry.kind for line in lines]

    # A token revoked with its agent is about the token.
    assert shown(agent=anna.pk) == ["agent.deactivated", "token.made"]
    assert shown(agent=anna.pk, matter="rights") == ["agent.deactivated"]
    assert shown(matter="secrets") == ["token.made", "token.revoked", "token.made"]
    assert len(shown(agent="x", matter="x", before="-1")) == 4


def test_programs_of_administrators_read_it(ada: Agent, anna: Agent) -> None:
    actions.make_token(anna, by=anna.actor, name="Laden")
    program = Program(ada)
    (entry,) = program.get("audit", {"agent": anna.pk, "matter": "secrets"}).json()["items"]
    assert (entry["kind"], entry["actor_id"]) == ("token.made", anna.pk)
    assert set(entry) == {
        *("id", "at", "matter", "kind", "actor_kind", "actor_id"),
        *("subject_kind", "subject_id", "data"),
    }
    following = program.get("audit", {"limit": 1}).json()["next"]
    assert following is None
    assert Program(anna).get("audit").status_code == 403


def test_more_entries_cost_no_more_queries(ada: Agent) -> None:
    desk = browser(ada)
    desk.get("/settings/audit/")
    counts = []
    for number in (1, 20):
        fill(number)
        with CaptureQueriesContext(connection) as queries:
            desk.get("/settings/audit/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
