"""Jobs of the staff's room."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command
from procrastinate.contrib.django import app

from kundig.core.actor import SYSTEM
from kundig.core.jobs import PATIENT
from kundig.core.time import now
from kundig.staff import actions
from kundig.staff.models import Agent, Availability


@app.task(name="staff.send_reset", queue="default", retry=PATIENT)
def send_reset(agent_id: int) -> None:
    """Send an agent the link for a new password; nobody has the number 0.

    A job, so that asking takes as long for an unknown address as for a known one.
    """
    from kundig.staff.sign_in import letters

    agent = Agent.objects.active().filter(pk=agent_id).first()
    if agent is not None:
        letters.send_reset(agent)


@app.periodic(cron="* * * * *")
@app.task(
    name="staff.watch_silence", queue="housekeeping", queueing_lock="watch_silence", retry=PATIENT
)
def watch_silence(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Take for away who wishes it and has shown no sign of life for long enough; the verb looks closely."""
    present = Agent.objects.active().filter(availability=Availability.AVAILABLE, away_after__gt=0)
    for agent in present.filter(active_at__lt=now() - timedelta(minutes=1)):
        actions.fall_silent(agent, by=SYSTEM)


@app.periodic(cron="17 3 * * *")
@app.task(
    name="staff.forget_sessions",
    queue="housekeeping",
    queueing_lock="forget_sessions",
    retry=PATIENT,
)
def forget_sessions(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Delete sessions that have expired."""
    call_command("clearsessions")
