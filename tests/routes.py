"""Every route of Kundig, and who may do what there: one row per route, or the tests fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.world import ROLES, Things

# in: answered; sign in: sent there, or 401; again: asked for the password once more; missing: 404;
# forbidden: 403; refused: 409 or a form's error.
Outcome = Literal["in", "sign in", "again", "missing", "forbidden", "refused", "invalid"]


@dataclass(frozen=True)
class Route:
    """One named address; `pattern` carries its callback."""

    name: str
    address: str
    pattern: URLPattern

    @property
    def is_api(self) -> bool:
        """Tell whether tokens count here, and not sessions."""
        return self.address.replace("^", "").startswith("api/v1/")

    @property
    def is_hook(self) -> bool:
        """Tell whether others' machines post here: what they sign counts, and no session."""
        return self.address.startswith("hooks/")


def routes() -> dict[str, Route]:
    """Return all routes by their name with namespace."""
    return {route.name: route for route in _walk(get_resolver(), "", "")}


def _walk(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, address)
        else:
            yield Route(f"{namespace}{entry.name or address}", address, entry)


@dataclass(frozen=True)
class Rule:
    """What becomes of each role's call; `foreign` where the thing named is out of Ben's reach."""

    own: dict[str, Outcome]
    foreign: dict[str, Outcome]


def rule(
    anonymous: Outcome = "sign in",
    reader: Outcome = "in",
    agent: Outcome = "in",
    limited: Outcome = "in",
    steward: Outcome = "in",
    lead: Outcome = "in",
    administrator: Outcome = "in",
    *,
    foreign: Outcome | None = None,
    foreign_to_all: Outcome | None = None,
) -> Rule:
    """Return a rule; `foreign` is what Ben and Stefan get for foreign things, `foreign_to_all` everybody signed in."""
    own = dict(
        zip(ROLES, (anonymous, reader, agent, limited, steward, lead, administrator), strict=True)
    )
    others = {role: foreign_to_all or outcome for role, outcome in own.items()}
    others["anonymous"] = anonymous
    if foreign:
        others["limited"] = others["steward"] = foreign
    return Rule(own, others)


OPEN = rule(anonymous="in")
SIGNED_IN = rule()
# Whoever signs out stands at the entrance, as those do who never came in.
SIGNED_OUT = rule("sign in", "sign in", "sign in", "sign in", "sign in", "sign in", "sign in")
# Of what one has not set up oneself there is nothing to show.
NOTHING_YET = rule("sign in", "missing", "missing", "missing", "missing", "missing", "missing")
# Conversations: everybody reads, readers change nothing, Ben sees those of his team.
SEE = rule(foreign="missing")
DO = rule(reader="forbidden", foreign="missing")
# What only those may do who open confidential mail; Stefan in his own team alone.
DO_CONFIDENTIAL = rule(
    reader="forbidden", agent="forbidden", limited="forbidden", lead="forbidden", foreign="missing"
)
# Verbs that begin with nothing.
DO_NEW = rule(reader="forbidden")
MANAGE = rule(reader="forbidden", agent="forbidden", limited="forbidden", lead="forbidden")
# Pages about the installation: for whoever may not, they are not there.
MANAGE_PAGE = rule(reader="missing", agent="missing", limited="missing", lead="missing")
# What belongs to a team: Stefan holds every right, but in his own team alone.
MANAGE_NEAR = rule(
    reader="forbidden",
    agent="forbidden",
    limited="forbidden",
    lead="forbidden",
    foreign="forbidden",
)
MANAGE_PAGE_NEAR = rule(
    reader="missing", agent="missing", limited="missing", lead="missing", foreign="missing"
)
# What all teams share.
MANAGE_ALL = rule(
    reader="forbidden",
    agent="forbidden",
    limited="forbidden",
    steward="forbidden",
    lead="forbidden",
)
MANAGE_PAGE_ALL = rule(
    reader="missing", agent="missing", limited="missing", steward="missing", lead="missing"
)
# What belongs to one agent alone: others' things are not there, others' accounts not to be changed.
OWN = rule(foreign_to_all="missing")
OWN_ACCOUNT = rule(foreign_to_all="forbidden")
NOWHERE = rule("missing", "missing", "missing", "missing", "missing", "missing", "missing")


@dataclass(frozen=True)
class Row:
    """One route: the rule of each method (a method without one answers 405), what is named and sent."""

    get: Rule | None = None
    post: Rule | None = None
    names: tuple[str, ...] = ()
    body: dict[str, Any] = field(default_factory=dict)
    # What counts as let in; a row whose call is refused for another reason says so.
    lets: Outcome = "in"

    @property
    def names_something(self) -> bool:
        """Tell whether address or body name a thing that may be foreign."""
        return bool(self.names) or "$" in str(self.body)

    def url(self, route: Route, things: Things) -> str:
        """Return the address with the things that it names."""
        parameters = re.findall(r"<(?:\w+:)?(\w+)>", route.address)
        kwargs = {name: things[thing] for name, thing in zip(parameters, self.names, strict=True)}
        return reverse(route.name, kwargs=kwargs)

    def filled(self, things: Things) -> dict[str, Any]:
        """Return the body; a value ``$customer`` stands for the thing's id, in a list too."""
        return {name: _filled(value, things) for name, value in self.body.items()}


def _filled(value: Any, things: Things) -> Any:
    if isinstance(value, list):
        return [_filled(inner, things) for inner in value]
    if isinstance(value, str) and value.startswith("$"):
        return things[value[1:]]
    return value
