"""Static files in tests: looked up when asked for, not listed anew for each of a thousand clients."""

from __future__ import annotations

from servestatic.middleware import ServeStaticMiddleware


class LookedUpWhenAsked(ServeStaticMiddleware):  # type: ignore[misc]  # servestatic has no types
    """With autorefresh each file is found when it is asked for; the list would only cost time."""

    def add_files_from_finders(self) -> None:
        """List nothing."""
