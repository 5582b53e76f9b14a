"""``kundig demo`` on an installation that is not empty, and when it is interrupted."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from kundig.demo.founding import found
from kundig.demo.thread import Thread
from kundig.staff.models import Agent, Organisation, Team


@pytest.mark.django_db
def test_an_installation_that_is_set_up_is_left_alone() -> None:
    found()
    with pytest.raises(CommandError, match="set up already"):
        call_command("demo")
    assert Team.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_demo_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Thread, "go_on", interrupt)
    with pytest.raises(KeyboardInterrupt):
        call_command("demo")
    assert not Organisation.objects.exists()
    assert not Agent.objects.exists()
