"""Lists as files: made by a job with the rights of whoever asked, told to the administrators where they are large."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.test import Client

from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import AuditEntry, Blob, Event
from kundig.core.time import now
from kundig.customers.models import Customer
from kundig.exports import actions, working
from kundig.exports.jobs import forget_old
from kundig.exports.models import Export, Format, Piece, State
from kundig.notifications.kinds import kinds_on
from kundig.staff.models import Agent, Team
from tests import make
from tests.jobs import work_off


@pytest.fixture
def four(kofi: Customer, first_level: Team) -> list[Conversation]:
    """Four conversations of the first level."""
    subjects = ["=cmd()", "Größe der Tür", "Rechnung; +49", "Vierte"]
    return [make.conversation(customer=kofi, team=first_level, subject=one) for one in subjects]


@pytest.fixture
def claras(clara: Agent, client: Client) -> Client:
    """Clara's browser; she may export."""
    client.force_login(clara)
    return client


def ask(agent: Agent, format: Format = Format.CSV, view: str = "all", search: str = "") -> Export:
    made = actions.export_list(by=agent.actor, format=format, view=view, search=search)
    work_off()
    made.refresh_from_db()
    return made


def content(export: Export) -> bytes:
    return b"".join(bytes(piece.blob.content) for piece in export.pieces.all())


def rows(export: Export) -> list[dict[str, str]]:
    text = content(export).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_view_becomes_a_table(four: list[Conversation], clara: Agent) -> None:
    made = ask(clara)
    assert (made.state, made.rows, made.size) == (State.DONE, 4, len(content(made)))
    told = rows(made)
    assert {row["Betreff"] for row in told} == {
        "'=cmd()",
        "Größe der Tür",
        "Rechnung; '+49",
        "Vierte",
    }
    assert {row["Team"] for row in told} == {"Erste Stufe"}
    assert [row["Gesprächsnummer"] for row in told] == [str(one.pk) for one in reversed(four)]


def test_a_search_becomes_a_workbook(four: list[Conversation], clara: Agent) -> None:
    made = ask(clara, Format.XLSX, view="", search="Rechnung")
    with ZipFile(io.BytesIO(content(made))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert made.rows == 1
    assert "Rechnung; +49" in sheet


def test_json_lines_have_the_shape_of_the_api(four: list[Conversation], clara: Agent) -> None:
    lines = content(ask(clara, Format.JSON_LINES)).decode().splitlines()
    told = [json.loads(line) for line in lines]
    assert [one["id"] for one in told] == [one.pk for one in reversed(four)]
    assert told[0]["customer"]["name"] == four[0].customer.name


def test_pages_follow_each_other_without_gap(
    four: list[Conversation], clara: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "LIST_ROWS", 1)
    monkeypatch.setattr(caps, "EXPORT_PIECE_BYTES", 100)
    made = ask(clara)
    assert [int(row["Gesprächsnummer"]) for row in rows(made)] == [one.pk for one in reversed(four)]
    assert made.pieces.count() > 3


def test_a18_a_large_one_is_told_to_the_administrators_once_and_audited(
    four: list[Conversation], clara: Agent, ada: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "LIST_ROWS", 1)
    monkeypatch.setattr(caps, "EXPORT_LARGE_ROWS", 2)
    made = ask(clara)
    entries = AuditEntry.objects.filter(subject_kind="export", subject_id=made.pk)
    told = list(entries.order_by("pk").values_list("kind", "actor_id"))
    assert told == [("export.asked", clara.pk), ("export.large", clara.pk)]
    (kind,) = kinds_on("export.large")
    assert ada.pk in kind.find(Event.objects.get(kind="export.large"))


def test_a18_cancelled_while_it_runs_it_leaves_no_file(
    four: list[Conversation], clara: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "LIST_ROWS", 1)
    made = actions.export_list(by=clara.actor, format=Format.CSV, view="all")
    seen: list[int] = []
    go_on = actions.go_on

    def cancel_at_two(export: Export, *, by: object, rows: int) -> bool:
        seen.append(rows)
        if rows == 2:
            actions.cancel(Export.objects.get(pk=export.pk), by=clara.actor)
        return go_on(export, by=SYSTEM, rows=rows)

    monkeypatch.setattr(actions, "go_on", cancel_at_two)
    work_off()
    made.refresh_from_db()
    assert (made.state, seen) == (State.CANCELLED, [1, 2])
    assert not Piece.objects.exists()
    actions.cancel(made, by=clara.actor)
    assert AuditEntry.objects.filter(kind="export.cancelled").count() == 1


def test_rights_are_asked_for_each_portion(
    four: list[Conversation], clara: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "LIST_ROWS", 1)
    made = actions.export_list(by=clara.actor, format=Format.CSV, view="all")
    go_on = actions.go_on

    def lose_the_right(export: Export, *, by: object, rows: int) -> bool:
        role = Agent.objects.get(pk=clara.pk).role
        role.permissions = [one for one in role.permissions if one != "export.make"]
        role.save()
        return go_on(export, by=SYSTEM, rows=rows)

    monkeypatch.setattr(actions, "go_on", lose_the_right)
    work_off()
    made.refresh_from_db()
    assert (made.state, made.reason, made.rows) == (State.FAILED, "right", 1)
    assert made.reason in working.REASONS


def test_whoever_is_limited_exports_what_is_within_reach(
    four: list[Conversation], kofi: Customer, ben: Agent, workshop: Team
) -> None:
    ben.role.permissions = [*ben.role.permissions, "export.make"]
    ben.role.save()
    mine = make.conversation(customer=kofi, team=workshop)
    assert [int(row["Gesprächsnummer"]) for row in rows(ask(ben))] == [mine.pk]
    assert [int(row["Gesprächsnummer"]) for row in rows(ask(ben, view="", search="Anliegen"))] == [
        mine.pk
    ]
    with pytest.raises(Refused):
        ask(ben, view=f"team-{four[0].team_id}")


def test_without_the_right_nothing_is_made(anna: Agent, clara: Agent) -> None:
    with pytest.raises(NotAllowed):
        ask(anna)
    for wrong in ({"view": "nirgends"}, {"view": ""}, {"format": Format.PDF}):
        with pytest.raises(Refused):
            ask(clara, **wrong)
    assert not Export.objects.exists()


def test_no_more_than_three_at_once(clara: Agent) -> None:
    for _number in range(caps.EXPORTS_AT_ONCE):
        actions.export_list(by=clara.actor, format=Format.CSV, view="all")
    with pytest.raises(Refused):
        actions.export_list(by=clara.actor, format=Format.CSV, view="all")


def test_a_worker_that_died_begins_anew(four: list[Conversation], clara: Agent) -> None:
    made = ask(clara)
    Export.objects.filter(pk=made.pk).update(state=State.RUNNING, rows=2)
    working.make(Export.objects.get(pk=made.pk))
    made.refresh_from_db()
    assert (made.state, made.rows, len(rows(made))) == (State.DONE, 4, 4)
    assert Blob.objects.filter(pk__in=made.pieces.values("blob")).count() == made.pieces.count()
    # A second run of the job finds nothing to do.
    working.make(made)
    assert made.pieces.count() == 1


def test_only_whoever_asked_gets_the_file_while_it_is_kept(
    four: list[Conversation], claras: Client, clara: Agent, ada: Agent, client: Client
) -> None:
    made = ask(clara)
    address = f"/exports/{made.pk}/file/"
    answer = claras.post(address)
    assert b"".join(answer) == content(made)
    assert "attachment" in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(kind="export.fetched", actor_id=clara.pk).count() == 1
    others = Client()
    others.force_login(ada)
    assert others.post(address).status_code == 404
    assert others.post(f"/exports/{made.pk}/cancel/").status_code == 404
    # Ada reads the audit trail, so she knows of it, but not what was looked for.
    assert "Clara" in others.get("/exports/").content.decode()
    Export.objects.filter(pk=made.pk).update(expires_at=now() - timedelta(seconds=1))
    assert claras.post(address).status_code == 404
    blobs = list(made.pieces.values_list("blob", flat=True))
    forget_old(0)
    assert not Piece.objects.exists()
    assert not Blob.objects.filter(pk__in=blobs).exists()
    assert claras.post(address).status_code == 404


def test_the_page_asks_shows_and_hands_out(four: list[Conversation], claras: Client) -> None:
    assert claras.get("/exports/").status_code == 200
    page = claras.get("/exports/new/?view=unassigned")
    assert page.status_code == 200
    answer = claras.post("/exports/new/", {"format": "csv", "view": "all"})
    assert answer.status_code == 302
    waiting = claras.get("/exports/").content.decode()
    assert "every 2s" in waiting
    work_off()
    part = claras.get("/exports/", headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" not in part
    assert "/file/" in part
    assert claras.post("/exports/new/", {"format": "csv", "view": "nirgends"}).status_code in (
        404,
        409,
    )
