"""An endpoint for each verb: the registry of actions, opened to programs."""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Model, UUIDField
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    create_model,
)

from kundig.api import reach
from kundig.api.endpoints import Call, Endpoint
from kundig.api.queries import LARGEST_ID
from kundig.api.shapes import SHAPES, Shape
from kundig.core import caps
from kundig.core.actions import Action, Parameter, actions


class Body(BaseModel):
    """What a verb takes: JSON's own types as they are, and no field that it does not have."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def endpoints() -> list[Endpoint]:
    """Return an endpoint for each offered action."""
    return [_endpoint(action) for action in actions() if action.offered]


def _endpoint(action: Action) -> Endpoint:
    made = _made_by(action)
    _check(action)
    return Endpoint(
        name=action.name.replace(".", "-"),
        label=action.label,
        description=action.description,
        method="POST",
        path=_path(action),
        room=_plural(action.name.partition(".")[0]),
        answer=_answer(action),
        returns=SHAPES[_shown_model(action)],
        status=201 if made else 200,
        body=_body(action),
    )


def _check(action: Action) -> None:
    """Fail at start where a verb needs something that programs can't name or see."""
    named = [_model_in(parameter.type)[0] for parameter in action.parameters.values()]
    shown = _shown_model(action)
    for model in (action.subject, shown, *named):
        if model is not None and not reach.is_open(model):
            raise RuntimeError(f"action {action.name!r}: {model.__name__} has no entry in reach")
    if shown not in SHAPES:
        raise RuntimeError(f"action {action.name!r}: there is no shape for its result")


def _path(action: Action) -> str:
    room = _plural(action.name.partition(".")[0])
    if action.subject is None:
        return f"{room}/{action.verb}"
    return f"{room}/<{_converter(action.subject)}:id>/{action.verb}"


def _plural(word: str) -> str:
    if word.endswith("y") and not word.endswith(("ay", "ey", "oy")):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def _converter(model: type[Model]) -> str:
    return "uuid" if isinstance(model._meta.pk, UUIDField) else "int"


def _made_by(action: Action) -> type[Model] | None:
    """Return what the verb makes, by its annotation."""
    returned = typing.get_type_hints(action.function)["return"]
    return returned if isinstance(returned, type) and issubclass(returned, Model) else None


def _shown_model(action: Action) -> type[Model]:
    model = _made_by(action) or action.subject
    if model is None:
        raise RuntimeError(f"action {action.name!r} has no subject and makes nothing")
    return model


def _answer(action: Action) -> typing.Callable[[Call], Shape | None]:
    def answer(call: Call) -> Shape | None:
        subject = None
        if action.subject is not None:
            subject = reach.find(action.subject, call.id, call.actor)
        arguments = _arguments(action, call, subject)
        given = [] if subject is None else [subject]
        made = action.function(*given, by=call.actor, **arguments)
        return _shown(made if isinstance(made, Model) else subject, call)

    return answer


def _arguments(action: Action, call: Call, subject: Model | None) -> dict[str, Any]:
    return {
        name: _thing(action, parameter, getattr(call.body, name), call, subject)
        for name, parameter in action.parameters.items()
        if name in call.body.model_fields_set
    }


def _thing(
    action: Action, parameter: Parameter, value: Any, call: Call, subject: Model | None
) -> Any:
    model, many = _model_in(parameter.type)
    if model is None or value is None:
        return value
    if many:
        return reach.find_all(model, value, call.actor, within=subject, act=action.name)
    return reach.find(model, value, call.actor, within=subject, act=action.name)


def _shown(thing: Model | None, call: Call) -> Shape | None:
    """Return the thing as it is now; None where the caller has just given it out of their reach."""
    assert thing is not None
    shape = SHAPES[type(thing)]
    found = shape.load(reach.visible(type(thing), call.actor)).filter(pk=thing.pk).first()
    return None if found is None else shape.model_validate(found)


# ── from the verb's signature to the model of its body ──────────────────────────────────────────


def _body(action: Action) -> type[BaseModel]:
    words = action.name.replace("_", ".").split(".")
    fields: dict[str, Any] = {
        parameter.name: (_field_type(parameter.type), _default(parameter))
        for parameter in action.parameters.values()
    }
    return create_model("".join(map(str.capitalize, words)), __base__=Body, **fields)


def _default(parameter: Parameter) -> Any:
    if parameter.required:
        return ...
    return [] if isinstance(parameter.default, tuple) else parameter.default


def _model_in(hint: Any) -> tuple[type[Model] | None, bool]:
    """Return the model that a parameter's type names, and whether it takes several."""
    for inner in _alternatives(hint):
        if isinstance(inner, type) and issubclass(inner, Model):
            return inner, False
        if typing.get_origin(inner) is Sequence:
            return _model_in(typing.get_args(inner)[0])[0], True
    return None, False


def _alternatives(hint: Any) -> tuple[Any, ...]:
    union = isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union
    return typing.get_args(hint) if union else (hint,)


def _field_type(hint: Any) -> Any:
    parts = [_simple_type(inner) for inner in _alternatives(hint)]
    return typing.Union[tuple(parts)]  # noqa: UP007  # built from a list


def _simple_type(hint: Any) -> Any:
    if typing.get_origin(hint) is Sequence:
        item = _field_type(typing.get_args(hint)[0])
        return Annotated[types.GenericAlias(list, (item,)), Field(max_length=caps.API_LIST_ITEMS)]
    if isinstance(hint, type) and issubclass(hint, Model):
        return _identifier(hint)
    if isinstance(hint, type) and issubclass(hint, int) and issubclass(hint, Enum):
        return Annotated[hint, BeforeValidator(_no_truth)]
    return _BOUNDED.get(hint, hint)


def _identifier(model: type[Model]) -> Any:
    if isinstance(model._meta.pk, UUIDField):
        return UUID
    return Annotated[int, Field(ge=1, le=LARGEST_ID)]


def _no_truth(value: Any) -> Any:
    # In Python, true is the number 1.
    if isinstance(value, bool):
        raise ValueError("a number is wanted")
    return value


def _within_reason(moment: datetime) -> datetime:
    # Time zones shift a moment; at the edges of the calendar there is nowhere to shift it to.
    if not 1900 <= moment.year <= 2200:
        raise ValueError("out of range")
    return moment


_BOUNDED: dict[Any, Any] = {
    str: Annotated[str, Field(max_length=caps.MESSAGE_CHARS)],
    int: Annotated[int, Field(ge=-(2**31), le=2**31 - 1)],
    datetime: Annotated[AwareDatetime, AfterValidator(_within_reason)],
}
