"""The module and the class that Django looks for where ENGINE is ``kundig.core.postgresql``."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base

from kundig.core.database import PatientPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for the kind of its pool."""

    @property
    def pool(self) -> Any:
        """Return this process's pool for the alias; None where settings want none."""
        options = self.settings_dict["OPTIONS"].get("pool")
        pools = self._connection_pools  # type: ignore[attr-defined]  # unknown to the stubs
        if options and self.alias != NO_DB_ALIAS and self.alias not in pools:
            pool = PatientPool(
                # Django leaves this mode by itself.
                kwargs=self.get_connection_params() | {"autocommit": True},
                configure=self._configure_connection,  # type: ignore[attr-defined]  # unknown to the stubs
                open=False,
                **options,
            )
            # Another thread may have been quicker.
            pools.setdefault(self.alias, pool)
        return super().pool
