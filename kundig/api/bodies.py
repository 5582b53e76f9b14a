"""Reading JSON from strangers: size, depth, doubles and odd numbers are refused before anything looks inside."""

from __future__ import annotations

import json
from typing import Any, NoReturn, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ValidationError

from kundig.api.errors import Failure, from_validation
from kundig.core import caps
from kundig.core.text import storable

Model = TypeVar("Model", bound=BaseModel)


def read_bytes(request: HttpRequest, limit: int) -> bytes:
    """Return the body; fails with 413 where it is longer than `limit`, unread if it says so itself."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise _too_large()
    content: bytes = request.read(limit + 1)
    if len(content) > limit:
        raise _too_large()
    return content


def expect_type(request: HttpRequest, content_type: str) -> None:
    """Fail with 415 where the body says that it is something else."""
    if request.content_type != content_type:
        sentence = _("The body must be %(type)s.") % {"type": content_type}
        raise Failure(415, "unsupported_media_type", sentence)


def parse(content: bytes, model: type[Model]) -> Model:
    """Return the JSON in `content` as an instance of `model`; fails with 400 and what does not fit."""
    clean = json.dumps(parse_object(content))
    try:
        return model.model_validate_json(clean)
    except ValidationError as problem:
        raise from_validation(problem) from problem


def parse_object(content: bytes) -> dict[str, Any]:
    """Return the JSON object in `content`, its texts made storable; nothing at all is an empty object."""
    if not content.strip():
        return {}
    try:
        value = json.loads(
            content.decode(),
            object_pairs_hook=_without_doubles,
            parse_constant=_refuse,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as problem:
        raise _malformed() from problem
    if not isinstance(value, dict):
        raise _malformed()
    return {storable(key): _clean(inner, depth=1) for key, inner in value.items()}


def _clean(value: Any, *, depth: int) -> Any:
    if depth > caps.API_BODY_DEPTH:
        raise _malformed()
    match value:
        case str():
            return storable(value)
        case list():
            return [_clean(inner, depth=depth + 1) for inner in value]
        case dict():
            return {storable(k): _clean(inner, depth=depth + 1) for k, inner in value.items()}
        case _:
            return value


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return number


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _malformed() -> Failure:
    return Failure(400, "malformed", _("The body must be one well-formed JSON object."))


def _too_large() -> Failure:
    return Failure(413, "too_large", _("The body is too large."))
