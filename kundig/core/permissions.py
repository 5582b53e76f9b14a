"""The registry of permissions: what a role may hold."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Permission:
    """One thing a role may allow; `name` is kept in the database, `label` is read by people."""

    name: str
    label: str | Promise


_permissions: dict[str, Permission] = {}


def permission(name: str, label: str | Promise) -> str:
    """Declare a permission and return its name, so that a room may write `WORK = permission(…)`."""
    if name in _permissions:
        raise RuntimeError(f"permission {name!r} is declared twice")
    _permissions[name] = Permission(name, label)
    return name


def permissions() -> list[Permission]:
    """Return all declared permissions in the order of their declaration."""
    return list(_permissions.values())
