"""Reading the query string: only what an endpoint declares, each once unless it is a list."""

from __future__ import annotations

import typing
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kundig.api.errors import from_validation, invalid
from kundig.core import caps
from kundig.core.text import storable

# What a bigint column holds.
LARGEST_ID = 2**63 - 1


class Query(BaseModel):
    """The parameters behind the question mark; without fields of its own none at all."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageQuery(Query):
    """Which page of a list."""

    cursor: str | None = Field(None, max_length=2_000, description="`next` of the page before.")
    limit: int = Field(caps.API_PAGE_ROWS_DEFAULT, ge=1, le=caps.API_PAGE_ROWS)


def parse(request: HttpRequest, model: type[BaseModel] | None) -> Any:
    """Return the query as an instance of `model` (None: of the empty query); fails with 400 otherwise."""
    model = model or Query
    given: dict[str, Any] = {}
    for name, values in request.GET.lists():
        texts = [storable(value) for value in values]
        if _is_list(model, name):
            given[name] = texts
        elif len(texts) == 1:
            given[name] = texts[0]
        else:
            raise invalid({name[:80]: [str(_("This parameter stands twice."))]})
    try:
        return model.model_validate(given)
    except ValidationError as problem:
        raise from_validation(problem) from problem


def _is_list(model: type[BaseModel], name: str) -> bool:
    field = model.model_fields.get(name)
    return field is not None and typing.get_origin(field.annotation) is list
