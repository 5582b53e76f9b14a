"""The OpenAPI document and the reference: whole, and not for strangers."""

from __future__ import annotations

from django.test import Client

from kundig.api.registry import endpoints
from kundig.staff.models import Agent
from tests.program import Program


def test_the_contract_names_every_endpoint(program: Program) -> None:
    document = program.get("openapi.json").json()
    assert document["openapi"] == "3.1.0"
    named = {
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    }
    assert named == {endpoint.name for endpoint in endpoints()}


def test_every_reference_of_the_contract_leads_somewhere(program: Program) -> None:
    document = program.get("openapi.json").json()

    def check(value: object) -> None:
        if isinstance(value, dict):
            if "$ref" in value:
                found = document
                for step in str(value["$ref"]).removeprefix("#/").split("/"):
                    found = found[step]
            for inner in value.values():
                check(inner)
        elif isinstance(value, list):
            for inner in value:
                check(inner)

    check(document)


def test_a15_strangers_see_neither_contract_nor_reference(db: None) -> None:
    stranger = Client()
    assert stranger.get("/api/v1/openapi.json").status_code == 401
    assert stranger.get("/api/").status_code == 302


def test_people_read_the_reference(anna: Agent) -> None:
    client = Client()
    client.force_login(anna)
    assert client.get("/api/v1/openapi.json").status_code == 200
    page = client.get("/api/", headers={"Accept-Language": "de"}).content.decode()
    assert "/conversations/{id}/resolve" in page
    assert "Als gelöst markieren" in page
