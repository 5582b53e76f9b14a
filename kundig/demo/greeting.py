"""What whoever starts Kundig is told: how to sign in, or where to begin."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from kundig.desk import setup_code
from kundig.staff.models import Agent, Organisation

from . import company
from .founding import PASSWORD


def lines() -> list[str]:
    """Return the log-ins of the demo company, or the way to the wizard of a fresh installation.

    An installation that is set up for others says nothing about its people.
    """
    if not Organisation.objects.exists():
        return _beginning()
    if Agent.objects.with_address(company.ADMINISTRATOR.address):
        return [*_log_ins(), *_first_mail()]
    return []


def mail_command(recipient: str) -> str:
    """Return one line for the shell that hands a mail for `recipient` to the SMTP port."""
    host = "127.0.0.1" if settings.SMTP_HOST in ("", "0.0.0.0", "::") else settings.SMTP_HOST  # noqa: S104  # compared, not bound
    # The time makes each a mail of its own: the same mail twice is one message.
    mail = "From: You <you@example.org>\\nSubject: Hello at {time.ctime()}\\n\\nDoes this arrive?"
    return (
        f"python3 -c \"import smtplib, time; smtplib.SMTP('{host}', {settings.SMTP_PORT})"
        f".sendmail('you@example.org', '{recipient}', f'{mail}')\""
    )


def _beginning() -> list[str]:
    return [
        f"Set it up at {settings.URL}{reverse('start')}",
        f"From another machine this asks for a code: {setup_code.ensure()}",
    ]


def _log_ins() -> list[str]:
    people = (*company.AGENTS, company.ADMINISTRATOR)
    return [
        f"Sign in with the password {PASSWORD} as",
        *(f"  {who.address:<28} {who.name:<20} {_may(who)}" for who in people),
    ]


def _may(who: company.Agent) -> str:
    if who.role == "administrator":
        return "administers Kundig"
    if who.role == "lead":
        return "leads all teams"
    names = {team.key: team.name for team in company.TEAMS}
    return f"answers in {' and '.join(names[key] for key in who.teams)}"


def _first_mail() -> list[str]:
    if not settings.SMTP_PORT:
        return []
    return [
        "",
        "Write to the company and watch it arrive:",
        f"  {mail_command(company.MAILBOXES[0].address)}",
    ]
