"""The pages of webhooks, and the same through the API."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kundig.api.webhooks import actions, queue
from kundig.api.webhooks.models import Webhook, WebhookDelivery
from kundig.core import caps, secrets
from kundig.staff.models import Agent
from kundig.staff.tests.people import confirm, sign_in
from tests.program import Program
from tests.receiver import SECRET

GIVEN: dict[str, Any] = {"name": "Laden", "address": "https://laden.example/hook"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def pages(ada: Agent) -> Client:
    """Ada's browser, a moment after she has given her password."""
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, ada.email)
    confirm(client)
    return client


@pytest.fixture
def webhook(ada: Agent) -> Webhook:
    """Ada's webhook."""
    kinds = ["conversation.resolved"]
    return actions.make(by=ada.actor, secret=SECRET, kinds=kinds, **GIVEN)


def test_a_webhook_is_added_and_its_secret_shown_once(pages: Client) -> None:
    body = GIVEN | {"kinds_conversation": ["conversation.resolved"]}
    page = pages.post("/settings/webhooks/make/", body).text
    shown = re.findall(r"whsec_[\w+/=]{44}", page)
    webhook = Webhook.objects.get()
    assert set(shown) == {secrets.reveal(webhook.secret)}
    assert "whsec_" not in pages.get(f"/settings/webhooks/{webhook.pk}/").text
    assert "Laden" in pages.get("/settings/webhooks/").text


def test_what_is_refused_is_said_in_the_form(pages: Client) -> None:
    for wrong in ({"address": "http://127.0.0.1:22/"}, {}):
        answer = pages.post("/settings/webhooks/make/", GIVEN | wrong)
        assert answer.status_code == 200
        assert not Webhook.objects.exists()
        assert "whsec_" not in answer.text


def test_a_webhook_is_changed_and_its_secret_replaced(pages: Client, webhook: Webhook) -> None:
    address = f"/settings/webhooks/{webhook.pk}/"
    page = pages.get(f"{address}change/").text
    assert 'value="conversation.resolved"' in page
    body = GIVEN | {"name": "Lager", "kinds_customer": ["customer.made"]}
    assert pages.post(f"{address}change/", body).status_code == 302
    webhook.refresh_from_db()
    assert (webhook.name, webhook.kinds) == ("Lager", ["customer.made"])
    assert pages.get(f"{address}rotate/").status_code == 200
    page = pages.post(f"{address}rotate/").text
    webhook.refresh_from_db()
    assert secrets.reveal(webhook.secret) in page
    assert secrets.reveal(webhook.secret) != SECRET


def test_states_stand_there_in_words(pages: Client, webhook: Webhook) -> None:
    address = f"/settings/webhooks/{webhook.pk}/"
    pages.post(f"{address}test/")
    delivery = WebhookDelivery.objects.get()
    delivery.attempts.create(seconds=1.2, status=500, answer="<b>Wartung</b>")
    delivery.attempts.create(seconds=30)
    page = pages.get(address).text
    for words in ("Waiting", "answer 500", "no answer", "&lt;b&gt;Wartung", "webhook.test"):
        assert words in page
    pages.post(f"{address}off/")
    page = pages.get(address, headers={"Accept-Language": "de"}).text
    assert "von Hand abgeschaltet" in page
    assert "Testereignis senden" not in page
    # Off: nothing is sent, and the page says why.
    assert (
        "schalten Sie ihn zuerst ein"
        in pages.post(f"{address}test/", follow=True, headers={"Accept-Language": "de"}).text
    )
    pages.post(f"{address}on/")
    WebhookDelivery.objects.update(state="failed")
    pages.post(f"/settings/webhooks/deliveries/{delivery.pk}/")
    assert WebhookDelivery.objects.get().state == "waiting"
    pages.post(f"{address}remove/")
    assert not Webhook.objects.exists()


def test_deliveries_come_page_by_page_with_the_same_queries(
    pages: Client,
    webhook: Webhook,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    number = caps.WEBHOOK_ROWS * 2 + 1
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(webhook=webhook, state="failed") for _ in range(number)
    )
    address, seen = f"/settings/webhooks/{webhook.pk}/", 0
    pages.get(address)
    for headers in ({}, HTMX, HTMX):
        with django_assert_max_num_queries(9):
            page = pages.get(address, headers=headers).text
        seen += page.count("<code>webhook.test</code>")
        more = re.search(r'hx-get="(\?[^"]+)"', page)
        address = f"/settings/webhooks/{webhook.pk}/{more[1]}" if more else ""
    assert (seen, address) == (number, "")


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    pages: Client,
    ada: Agent,
    webhook: Webhook,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(5):
        actions.make(
            by=ada.actor, secret=SECRET, kinds=webhook.kinds, **GIVEN | {"name": str(number)}
        )
    pages.get("/settings/webhooks/")
    with django_assert_max_num_queries(6):
        pages.get("/settings/webhooks/")


def test_programs_do_the_same(ada: Agent, anna: Agent) -> None:
    program = Program(ada)
    body = GIVEN | {"kinds": ["conversation.resolved"], "secret": SECRET}
    made = program.post("webhooks/make", body, key="once")
    assert made.status_code == 201
    webhook = made.json()
    assert webhook["off_at"] is None
    assert program.post("webhooks/make", body, key="once").json() == webhook
    path = f"webhooks/{webhook['id']}"
    assert program.post(f"{path}/test").status_code == 200
    (delivery,) = program.get(f"{path}/deliveries").json()["items"]
    assert (delivery["kind"], delivery["event"], delivery["attempts"]) == ("webhook.test", None, [])
    replayed = program.post(f"webhook_deliveries/{delivery['id']}/replay")
    assert replayed.json()["message_id"] == delivery["message_id"]
    assert program.post(f"{path}/make").status_code == 404
    assert program.post(f"{path}/switch_off").json()["off_reason"] == "hand"
    assert [one["id"] for one in program.get("webhooks").json()["items"]] == [webhook["id"]]
    assert Program(anna).get("webhooks").status_code == 403
    assert Program(anna).get(path).status_code == 404
    assert program.post(f"{path}/remove").status_code == 204
    assert program.get(path).status_code == 404


def test_the_contract_describes_what_receivers_get(program: Program) -> None:
    document = program.get("openapi.json").json()
    told = document["webhooks"]["conversation.message_received"]["post"]
    schema = told["requestBody"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/WebhookPayload"}
    assert {one["name"] for one in told["parameters"]} == {
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
    }
    assert "webhook.test" in document["webhooks"]
    fields = document["components"]["schemas"]["WebhookData"]["properties"]
    assert set(fields) == {"event", "conversation", "message", "customer", "company"}


def test_what_kundig_itself_holds_up_is_not_called_well(pages: Client, webhook: Webhook) -> None:
    assert "Interrupted" not in pages.get("/settings/webhooks/").text
    queue.park(webhook)
    assert "Interrupted" in pages.get("/settings/webhooks/").text
