"""The sessions of browsers: one query brings a session and the agent who is signed in there.

For SESSION_ENGINE. Nothing of it is kept between requests: what ends a session, a right or an account counts
from the next request on, in every process.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user,
)
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.db import connection, models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from kundig.core.prepared import prepared_cursor
from kundig.staff.models import Agent, Role, Session

M = TypeVar("M", bound=models.Model)
Converter = Callable[[Any, Any, Any], Any]


class SessionStore(db.SessionStore):
    """A session in the database, with its agent."""

    # Who may still sign in and has signed in here; whether the session is still good is `signed_in`'s question.
    agent: Agent | None = None
    # When the session was used last, as far as it has been noted.
    used_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return where sessions are kept."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the session's row, with the agent beside the sealed data that name them."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.agent_id = data.get(SESSION_KEY)
        return row

    def _get_session_from_db(self) -> Session | None:
        row = _fetch(self.session_key)
        if row is None:
            self._session_key = None
            return None
        session, self.agent = row
        self.used_at = session.used_at
        return session


def signed_in(request: HttpRequest) -> Agent | AnonymousUser:
    """Return who is signed in by the request's session, with role and teams."""
    session: Any = request.session
    # The session is read by the first question, and its agent with it.
    claimed = session.get(SESSION_KEY)
    agent: Agent | None = session.agent
    if agent is not None and claimed == str(agent.pk) and _is_good(session, agent):
        return agent
    # Django ends what is void, and accepts what was signed with an earlier key.
    found: Agent | AnonymousUser = get_user(request)
    return found


def _is_good(session: SessionStore, agent: Agent) -> bool:
    """Tell whether the session began after whatever ends sessions, by Django's own mark."""
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), agent.get_session_auth_hash())


def _fetch(key: str | None) -> tuple[Session, Agent | None] | None:
    with prepared_cursor() as cursor:
        cursor.execute(_query(), [key, timezone.now()])
        row = cursor.fetchone()
    if row is None:
        return None
    values = iter(row)
    session, agent = _made(Session, values), _made(Agent, values)
    if not agent.pk:
        return session, None
    agent.role = _made(Role, values)
    agent.own_teams = frozenset(next(values))
    return session, agent


@functools.cache
def _query() -> str:
    columns = ", ".join(
        f'{alias}."{field.column}"'
        for alias, model in (("s", Session), ("a", Agent), ("r", Role))
        for field in model._meta.concrete_fields
    )
    return f"""
        SELECT {columns}, ARRAY(SELECT team_id FROM staff_agent_teams WHERE agent_id = a.id)
        FROM staff_session s
        LEFT JOIN staff_agent a ON a.id = s.agent_id AND a.is_active
        LEFT JOIN staff_role r ON r.id = a.role_id
        WHERE s.session_key = %s AND s.expire_date > %s
    """  # noqa: S608  # names of our own columns


def _made(model: type[M], values: Iterator[Any]) -> M:
    """Take from `values` what one row of the model needs."""
    names, converters = _shape(model)
    read = list(itertools.islice(values, len(names)))
    for place, convert in converters:
        read[place] = convert(read[place], None, connection)
    return model.from_db(connection.alias, names, read)


@functools.cache
def _shape(model: type[models.Model]) -> tuple[list[str], list[tuple[int, Converter]]]:
    """The names of a model's columns, and what the database's values of some of them go through."""
    fields = model._meta.concrete_fields
    converters = [
        (place, convert)
        for place, field in enumerate(fields)
        for convert in field.get_db_converters(connection)
    ]
    return [field.attname for field in fields], converters
