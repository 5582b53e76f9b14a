"""Webhooks lead to no place inside, follow nothing, and give no secret away."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from kundig.api.webhooks import actions, jobs
from kundig.api.webhooks.models import Webhook, WebhookAttempt
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import AuditEntry, Event
from kundig.staff.models import Agent
from tests import make
from tests.program import Program
from tests.receiver import SECRET, Receiver, receiving
from tests.security.test_outside import HIDDEN

GIVEN: dict[str, Any] = {"name": "Laden", "kinds": ["conversation.resolved"], "secret": SECRET}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that takes everything."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def webhook(ada: Agent, receiver: Receiver) -> Webhook:
    """Ada's webhook."""
    return actions.make(by=ada.actor, address=receiver.address, **GIVEN)


@pytest.mark.parametrize("host", HIDDEN)
def test_r04_no_spelling_of_a_hidden_address_is_taken_or_called(
    ada: Agent, receiver: Receiver, settings: Settings, host: str
) -> None:
    settings.OWN_NETWORKS = []
    for scheme in ("http", "https"):
        with pytest.raises(Refused):
            actions.make(by=ada.actor, address=f"{scheme}://{host}:{receiver.port}/", **GIVEN)
    # A name that led elsewhere when it was typed in.
    webhook = actions.make(by=ada.actor, address="https://laden.example/", **GIVEN)
    Webhook.objects.update(address=f"http://{host}:{receiver.port}/")
    actions.test(webhook, by=SYSTEM)
    jobs.send(webhook.pk)
    attempt = WebhookAttempt.objects.get()
    assert (receiver.told, attempt.status, attempt.answer) == ([], None, "")


@pytest.mark.parametrize(
    "address",
    [
        *("", "laden.example/hook", "ftp://laden.example/", "javascript:alert(1)", "https://"),
        *("https://anna:geheim@laden.example/", "http://laden.example/", "http://8.8.8.8/"),
        *("https://laden.example:99999/", "https://[::1/", "//laden.example/"),
        f"https://laden.example/{'x' * 500}",
    ],
)
def test_r04_what_is_no_safe_address_is_refused(ada: Agent, address: str) -> None:
    with pytest.raises(Refused):
        actions.make(by=ada.actor, address=address, **GIVEN)


def test_r04_only_administrators_lead_webhooks_into_networks_of_our_own(
    receiver: Receiver, db: None
) -> None:
    role = make.role(name="Technik", allows=["webhook.manage", "conversation.see"])
    emil = make.agent(name="Emil", role=role)
    with pytest.raises(Refused):
        actions.make(by=emil.actor, address=receiver.address, **GIVEN)
    webhook = actions.make(by=emil.actor, address="https://laden.example/", **GIVEN)
    Webhook.objects.update(address=receiver.address)
    actions.test(webhook, by=SYSTEM)
    jobs.send(webhook.pk)
    assert receiver.told == []


def test_r04_redirects_are_not_followed(webhook: Webhook, receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.status, receiver.headers = 307, {"Location": elsewhere.address}
        actions.test(webhook, by=SYSTEM)
        jobs.send(webhook.pk)
        assert elsewhere.told == []
    assert WebhookAttempt.objects.get().status == 307


def test_r04_an_endless_answer_is_cut_off(webhook: Webhook, receiver: Receiver) -> None:
    receiver.answer = b"x" * 5_000_000
    actions.test(webhook, by=SYSTEM)
    jobs.send(webhook.pk)
    assert WebhookAttempt.objects.get().status is None


def test_r04_an_answer_is_kept_short_and_storable(webhook: Webhook, receiver: Receiver) -> None:
    receiver.answer = "a\x00\n\u202eb".encode() + b"\xff" * 5_000
    actions.test(webhook, by=SYSTEM)
    jobs.send(webhook.pk)
    attempt = WebhookAttempt.objects.get()
    assert len(attempt.answer) == 200
    assert attempt.answer.startswith("a\ufffd b")


def test_r04_the_secret_stands_nowhere(
    ada: Agent, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    program = Program(ada)
    body = GIVEN | {"address": "https://laden.example/hook"}
    answers = [program.post("webhooks/make", body, key="once")]
    path = f"webhooks/{answers[0].json()['id']}"
    other = "whsec_" + "B" * 44
    answers += [
        program.post(f"{path}/rotate", {"secret": other}),
        program.get(path),
        program.get("webhooks"),
        program.get("audit"),
        program.post(f"{path}/rotate", {"secret": "whsec_falsch"}),
        program.post(f"{path}/rotate", {"secret": SECRET, "name": SECRET}),
    ]
    Webhook.objects.update(address=receiver.address)
    webhook = Webhook.objects.get()
    actions.test(webhook, by=SYSTEM)
    jobs.send(webhook.pk)
    written = "".join(
        [
            caplog.text,
            *(answer.text for answer in answers),
            *(str(entry.data) for entry in AuditEntry.objects.all()),
            *(str(event.data) for event in Event.objects.all()),
            *(f"{told.headers}{told.body!r}" for told in receiver.told),
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(args::text, '') FROM procrastinate_jobs")
        written += str(cursor.fetchone())
    for secret in (SECRET, other):
        assert secret not in written
        assert secret.removeprefix("whsec_") not in written
