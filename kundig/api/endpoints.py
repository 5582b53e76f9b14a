"""An endpoint as data, and the one way in which every call is answered."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel

from kundig.api import bodies, idempotency, queries
from kundig.api.bearer import caller
from kundig.api.errors import Failure, not_found
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, NotThere, Refused
from kundig.staff.models import Agent

log = logging.getLogger("kundig.request")

JSON = "application/json"
BYTES = "application/octet-stream"


@dataclass(frozen=True)
class Call:
    """One call, authenticated and clean: what an endpoint gets to work with."""

    request: HttpRequest
    agent: Agent
    id: Any
    query: Any
    body: Any
    content: bytes

    @property
    def actor(self) -> Actor:
        """Return who acts."""
        return self.agent.actor


Answer = Callable[[Call], BaseModel | HttpResponse | None]


@dataclass(frozen=True)
class Endpoint:
    """One method of one address: its words for people, its input, its output and who answers.

    `query` and `body` are the models of the input; with `accepts` other than JSON the body's bytes are
    handed over as they are. `returns` is the shape of the answer, None for bytes.
    """

    name: str
    label: str | Promise
    description: str
    method: str
    path: str
    room: str
    answer: Answer
    returns: type[BaseModel] | None
    status: int = 200
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    accepts: str = JSON
    body_limit: int = caps.API_BODY_BYTES

    @property
    def template(self) -> str:
        """Return the path as OpenAPI writes it: ``conversations/{id}/resolve``."""
        return re.sub(r"<\w+:(\w+)>", r"{\1}", self.path)


def view_of(endpoints: Sequence[Endpoint]) -> Callable[..., HttpResponse]:
    """Return the view of one address; the method chooses the endpoint."""
    by_method = {endpoint.method: endpoint for endpoint in endpoints}
    if "GET" in by_method:
        by_method["HEAD"] = by_method["GET"]

    @csrf_exempt
    def view(request: HttpRequest, id: Any = None) -> HttpResponse:
        response = _answered(request, id, by_method)
        response["Cache-Control"] = "no-store"
        return response

    return view


@csrf_exempt
@never_cache
def nothing_here(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # given to every view
    """Answer for every address that is no endpoint."""
    return not_found().response()


def _answered(request: HttpRequest, id: Any, by_method: dict[str, Endpoint]) -> HttpResponse:
    agent: Agent | None = None
    try:
        agent = caller(request)
        endpoint = by_method.get(str(request.method))
        if endpoint is None:
            raise _wrong_method(by_method)
        with translation.override(agent.language or translation.get_language()):
            return _respond(request, agent, id, endpoint)
    except Failure as failure:
        with translation.override((agent and agent.language) or translation.get_language()):
            return failure.response()
    except Exception:
        return _broken(request)


def _respond(request: HttpRequest, agent: Agent, id: Any, endpoint: Endpoint) -> HttpResponse:
    query = queries.parse(request, endpoint.query)
    if endpoint.method != "POST":
        return _run(endpoint, Call(request, agent, id, query, None, b""))
    content = bodies.read_bytes(request, endpoint.body_limit)
    if content:
        bodies.expect_type(request, endpoint.accepts)
    body = bodies.parse(content, endpoint.body) if endpoint.body else None
    call = Call(request, agent, id, query, body, content)
    return idempotency.once(request, agent, content, lambda: _run(endpoint, call))


def _run(endpoint: Endpoint, call: Call) -> HttpResponse:
    try:
        result = endpoint.answer(call)
    except NotAllowed as refusal:
        raise Failure(403, "not_allowed", refusal.sentence) from refusal
    except NotThere as refusal:
        raise not_found() from refusal
    except Refused as refusal:
        raise Failure(refusal.status, "refused", refusal.sentence) from refusal
    if isinstance(result, HttpResponse):
        return result
    if result is None:
        return HttpResponse(status=204)
    return HttpResponse(result.model_dump_json(), status=endpoint.status, content_type=JSON)


def _wrong_method(by_method: dict[str, Endpoint]) -> Failure:
    headers = {"Allow": ", ".join(sorted(by_method))}
    return Failure(
        405, "method_not_allowed", _("This address does not take that method."), headers=headers
    )


def _broken(request: HttpRequest) -> HttpResponse:
    """Answer for a fault of ours: it is logged with its number, the caller learns nothing but that."""
    number = getattr(request, "error_number", "-")
    log.exception("request %s failed: %s %r", number, request.method, request.path)
    sentence = _("Something went wrong here. Its number in the log is %(number)s.")
    return Failure(500, "internal", sentence % {"number": number}).response()
