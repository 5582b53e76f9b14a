"""``kundig agent create`` and ``kundig agent password``: people from the command line."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.staff import actions
from kundig.staff.models import Agent, Role


class Command(BaseCommand):
    """Adds an agent, or sets an agent's password when nobody can send them a link."""

    help = "Add an agent or set an agent's password."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="add an agent")
        create.add_argument("--mail", required=True)
        create.add_argument("--name", required=True)
        create.add_argument("--role", required=True, help="the name of a role")
        create.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the password from stdin; without it the agent asks for one by mail",
        )
        password = verbs.add_parser("password", help="set a password")
        password.add_argument("mail")
        password.add_argument(
            "--password-stdin", action="store_true", help="read it from stdin instead of asking"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        try:
            if options["verb"] == "create":
                self._create(options)
            else:
                self._password(options)
        except Refused as problem:
            raise CommandError(problem.sentence) from problem

    def _create(self, options: dict[str, Any]) -> None:
        role = Role.objects.filter(name__iexact=options["role"]).first()
        if role is None:
            names = ", ".join(Role.objects.values_list("name", flat=True)) or "none yet"
            raise CommandError(f"There is no role {options['role']!r}; there are: {names}.")
        draft = Agent(name=options["name"], email=options["mail"])
        password = _read(draft) if options["password_stdin"] else None
        agent = actions.make(
            by=SYSTEM, email=options["mail"], name=options["name"], role=role, password=password
        )
        self.stdout.write(f"{agent.name} <{agent.email}> can sign in as {role.name}.")

    def _password(self, options: dict[str, Any]) -> None:
        agent = Agent.objects.with_address(options["mail"])
        if agent is None:
            raise CommandError(f"There is no agent {options['mail']}.")
        password = _read(agent) if options["password_stdin"] else _ask(agent)
        actions.set_password(agent, by=SYSTEM, password=password)
        self.stdout.write(f"{agent.name} has a new password; all sessions and API tokens ended.")


def _read(agent: Agent) -> str:
    return _checked(sys.stdin.readline().rstrip("\r\n"), agent)


def _ask(agent: Agent) -> str:
    password = getpass.getpass("New password: ")
    if getpass.getpass("Once more: ") != password:
        raise CommandError("This is not the same password.")
    return _checked(password, agent)


def _checked(password: str, agent: Agent) -> str:
    try:
        validate_password(password, agent)
    except ValidationError as problem:
        raise CommandError(" ".join(problem.messages)) from problem
    return password
