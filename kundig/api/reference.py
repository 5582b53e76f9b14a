"""The reference as a person reads it: rooms, their endpoints, and what each of them takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from kundig.api.endpoints import Endpoint
from kundig.api.openapi import query_parameters, schemas
from kundig.api.registry import endpoints

Json = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One thing that an endpoint takes."""

    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True)
class Entry:
    """One endpoint."""

    endpoint: Endpoint
    fields: list[Field]
    returns: str

    @property
    def address(self) -> str:
        """Return where it is called, below ``/api/v1``."""
        return f"/{self.endpoint.template}"


def rooms() -> list[tuple[str, list[Entry]]]:
    """Return the endpoints by the word that their addresses begin with."""
    ordered = sorted(endpoints(), key=lambda e: (e.room, e.method, e.path))
    return [(room, [_entry(e) for e in some]) for room, some in groupby(ordered, lambda e: e.room)]


def _entry(endpoint: Endpoint) -> Entry:
    returns = endpoint.returns.__name__ if endpoint.returns else "bytes"
    return Entry(endpoint, list(_fields(endpoint)), returns)


def _fields(endpoint: Endpoint) -> Iterator[Field]:
    if endpoint.query is not None:
        for parameter in query_parameters(endpoint.query):
            schema = parameter["schema"]
            words = schema.get("description", "")
            yield Field(parameter["name"], _kind(schema), parameter["required"], words)
    if endpoint.body is not None:
        schema = schemas()[endpoint.body.__name__]
        required = schema.get("required", [])
        for name, field in schema.get("properties", {}).items():
            yield Field(name, _kind(field), name in required, field.get("description", ""))


def _kind(schema: Json) -> str:
    """Return what a value may be in a few words: ``integer``, ``open | waiting``, ``list of integer``."""
    if "$ref" in schema:
        return _kind(schemas()[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return " | ".join(_kind(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type", "any"))
