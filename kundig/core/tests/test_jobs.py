"""What holds for all jobs."""

from __future__ import annotations

from procrastinate.contrib.django import app


def test_no_clockwork_waits_for_a_person_because_the_database_was_away() -> None:
    periodic = {name for (name, _id) in app.periodic_registry.periodic_tasks}
    assert len(periodic) > 10
    assert [name for name in sorted(periodic) if app.tasks[name].retry_strategy is None] == []
