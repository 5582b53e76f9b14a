"""``kundig token create --agent MAIL``: an API token from the command line."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.staff import actions
from kundig.staff.models import Agent


class Command(BaseCommand):
    """Makes a token of an agent and prints it, once: only its hash is kept."""

    help = "Make an API token of an agent."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make a token and print it")
        create.add_argument("--agent", required=True, metavar="MAIL", help="whose rights it has")
        create.add_argument("--name", default="kundig token create", help="what it is for")
        create.add_argument("--days", type=int, help="how long it is valid; without: for ever")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the token."""
        agent = Agent.objects.with_address(options["agent"], active=True)
        if agent is None:
            raise CommandError(f"There is no active agent {options['agent']}.")
        try:
            text = actions.make_token(agent, by=SYSTEM, name=options["name"], days=options["days"])
        except Refused as problem:
            raise CommandError(problem.sentence) from problem
        self.stdout.write(text)
