"""The contract for programs: OpenAPI 3.1, made from the endpoints and their shapes."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

from django.conf import settings
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kundig.api.endpoints import BYTES, JSON, Endpoint
from kundig.api.idempotency import HEADER
from kundig.api.registry import endpoints
from kundig.api.shapes import ErrorAnswer, WebhookPayload
from kundig.api.webhooks.kinds import offered
from kundig.api.webhooks.models import TEST
from kundig.core import caps

Json = dict[str, Any]

_REF = "#/components/schemas/{model}"
_FAILURES = {
    "400": "What was sent does not fit.",
    "401": "There is no valid token.",
    "403": "The caller may see this but not do it.",
    "404": "It does not exist, or the caller may not see it.",
    "409": "The verb was refused, or the idempotency key was used for another call.",
    "413": "The body is too large.",
    "415": "The body is of another type.",
    "429": "These are too many calls; `Retry-After` says when to go on.",
    "500": "A fault of ours; the message holds its number in the log.",
}
_IDEMPOTENCY_KEY: Json = {
    "name": HEADER,
    "in": "header",
    "description": f"The same call with the same key takes effect once within {caps.API_IDEMPOTENCY_HOURS} hours.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": caps.API_IDEMPOTENCY_KEY_CHARS,
        "pattern": "^[!-~]+$",
    },
}
_SIGNATURE: list[Json] = [
    {
        "name": name,
        "in": "header",
        "required": True,
        "description": words,
        "schema": {"type": "string"},
    }
    for name, words in (
        ("webhook-id", "The same in every attempt: whoever has seen it has the event already."),
        ("webhook-timestamp", "When the attempt was made, in seconds since 1970."),
        (
            "webhook-signature",
            "`v1,` and the base64 of the HMAC-SHA256 over `id.timestamp.body` (Standard Webhooks); "
            "two of them, split by a space, for a day after the secret was replaced.",
        ),
    )
]
_WITH_BODY = {"403", "409", "413", "415"}


@cache
def document() -> Json:
    """Return the whole document as JSON values."""
    paths: Json = {}
    for endpoint in endpoints():
        path = paths.setdefault(f"/{endpoint.template}", {})
        path[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kundig",
            "version": version("kundig"),
            "license": {"name": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": f"{settings.URL}/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "webhooks": {kind: {"post": _told(kind)} for kind in (*offered(), TEST)},
        "components": {
            "schemas": schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": {"IdempotencyKey": _IDEMPOTENCY_KEY},
            "responses": {status: _failure(text) for status, text in _FAILURES.items()},
        },
    }


def _operation(endpoint: Endpoint) -> Json:
    operation: Json = {
        "operationId": endpoint.name,
        "tags": [endpoint.room],
        "summary": endpoint.description,
        "parameters": _parameters(endpoint),
        "responses": _responses(endpoint),
    }
    if endpoint.method == "POST":
        operation["requestBody"] = _request_body(endpoint)
    return operation


def _told(kind: str) -> Json:
    """Return what a receiver is sent for one kind of event, and what its answer means."""
    return {
        "operationId": f"receive-{kind}",
        "tags": ["webhooks"],
        "summary": f"Sent to webhooks that asked for {kind}.",
        # Whoever has the secret is not asked for a token.
        "security": [],
        "parameters": _SIGNATURE,
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": _reference(WebhookPayload)}},
        },
        "responses": {
            "2XX": {"description": "Received; everything else is tried again."},
            "410": {"description": "Gone: the webhook is switched off."},
        },
    }


def _parameters(endpoint: Endpoint) -> list[Json]:
    found: list[Json] = []
    if "{id}" in endpoint.template:
        kind: Json = {"type": "integer", "minimum": 1}
        if "<uuid:" in endpoint.path:
            kind = {"type": "string", "format": "uuid"}
        found.append({"name": "id", "in": "path", "required": True, "schema": kind})
    if endpoint.query is not None:
        found.extend(query_parameters(endpoint.query))
    if endpoint.method == "POST":
        found.append({"$ref": "#/components/parameters/IdempotencyKey"})
    return found


def query_parameters(model: type[BaseModel]) -> list[Json]:
    """Return the fields of a query as OpenAPI parameters, free of references."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _inlined(_without_null(field), definitions),
        }
        for name, field in schema["properties"].items()
    ]


def _without_null(field: Json) -> Json:
    """Return the schema without null and its default: in a query string, null is to be left out."""
    kept = [part for part in field.get("anyOf", []) if part != {"type": "null"}]
    rest = {key: value for key, value in field.items() if key not in ("anyOf", "default")}
    if field.get("default") is not None:
        rest["default"] = field["default"]
    return rest | (kept[0] if len(kept) == 1 else {"anyOf": kept} if kept else {})


def _inlined(value: Any, definitions: Json) -> Any:
    if isinstance(value, list):
        return [_inlined(inner, definitions) for inner in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _inlined(definitions[value["$ref"].rpartition("/")[2]], definitions)
    return {key: _inlined(inner, definitions) for key, inner in value.items()}


def _request_body(endpoint: Endpoint) -> Json:
    if endpoint.body is None:
        schema: Json = {"type": "string", "format": "binary"}
        return {"required": True, "content": {endpoint.accepts: {"schema": schema}}}
    needed = any(field.is_required() for field in endpoint.body.model_fields.values())
    return {"required": needed, "content": {JSON: {"schema": _reference(endpoint.body)}}}


def _responses(endpoint: Endpoint) -> Json:
    if endpoint.returns is None:
        content = {BYTES: {"schema": {"type": "string", "format": "binary"}}}
    else:
        content = {JSON: {"schema": _reference(endpoint.returns)}}
    found: Json = {str(endpoint.status): {"description": "Done.", "content": content}}
    if endpoint.method == "POST":
        found["204"] = {"description": "Done; the caller may no longer see it, or it is gone."}
    for status in _FAILURES:
        if endpoint.method == "POST" or status not in _WITH_BODY:
            found[status] = {"$ref": f"#/components/responses/{status}"}
    return found


def _failure(text: str) -> Json:
    return {"description": text, "content": {JSON: {"schema": _reference(ErrorAnswer)}}}


def _reference(model: type[BaseModel]) -> Json:
    return {"$ref": _REF.format(model=model.__name__)}


@cache
def schemas() -> Json:
    """Return the schemas of all shapes and bodies by their names."""
    shown = {endpoint.returns for endpoint in endpoints() if endpoint.returns}
    shown |= {ErrorAnswer, WebhookPayload}
    taken = {endpoint.body for endpoint in endpoints() if endpoint.body}
    _, schema = models_json_schema(
        [(model, "serialization") for model in sorted(shown, key=lambda m: m.__name__)]
        + [(model, "validation") for model in sorted(taken, key=lambda m: m.__name__)],
        ref_template=_REF,
    )
    definitions: Json = schema["$defs"]
    return definitions
