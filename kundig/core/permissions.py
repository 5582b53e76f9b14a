"""The registry of permissions: what a role may hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise


class Standing(IntEnum):
    """The roles a new organisation begins with; each holds what those before it hold."""

    READER = 1
    AGENT = 2
    LEAD = 3
    ADMINISTRATOR = 4


@dataclass(frozen=True)
class Permission:
    """One thing a role may allow; `name` is kept in the database, `label` is read by people.

    `group` is the heading it stands under, `held_from` the least of the first roles that holds it.
    """

    name: str
    label: str | Promise
    group: str | Promise
    held_from: Standing


_permissions: dict[str, Permission] = {}


def permission(
    name: str,
    label: str | Promise,
    *,
    group: str | Promise,
    held_from: Standing = Standing.AGENT,
) -> str:
    """Declare a permission and return its name, so that a room may write `WORK = permission(…)`."""
    if name in _permissions:
        raise RuntimeError(f"permission {name!r} is declared twice")
    _permissions[name] = Permission(name, label, group, held_from)
    return name


def permissions() -> list[Permission]:
    """Return all declared permissions in the order of their declaration."""
    return list(_permissions.values())


def is_declared(name: str) -> bool:
    """Tell whether a role can hold this: what is not declared belongs to Kundig itself."""
    return name in _permissions


def held_by(standing: Standing) -> list[str]:
    """Return the names of the permissions that the first role of this standing holds."""
    return [permission.name for permission in permissions() if permission.held_from <= standing]
