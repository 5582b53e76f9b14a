"""``kundig import mail PATH [--channel ADDRESS]``: takes in mails from files; may be repeated without doubles."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kundig.channels.email.actions import KIND
from kundig.channels.email.addresses import find_channel
from kundig.channels.email.importer import NoMail, read_mails, received_at
from kundig.channels.intake import take_in
from kundig.channels.models import Receipt
from kundig.conversations.models import Channel
from kundig.core import caps

PROGRESS_SECONDS = 0.5


class Command(BaseCommand):
    """Stores every mail as it is; the workers read them as they read any other mail."""

    help = "Take in mails from .eml files, mbox files, Maildirs, or folders of them."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--channel",
            metavar="ADDRESS",
            help="the mailbox's address; may be left out where there is one mailbox only",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Take all mails in, with a line that says how far it is."""
        channel = _channel(options["channel"])
        before = Receipt.objects.filter(channel=channel).count()
        read = too_large = 0
        told = time.monotonic()
        try:
            for raw in read_mails(options["path"]):
                read += 1
                if len(raw) > caps.MAIL_BYTES:
                    too_large += 1
                    continue
                take_in(channel, raw, received_at=received_at(raw))
                if time.monotonic() - told > PROGRESS_SECONDS:
                    self._tell(f"\r{read} mails read …")
                    told = time.monotonic()
        except NoMail as problem:
            raise CommandError(str(problem)) from problem
        new = Receipt.objects.filter(channel=channel).count() - before
        self._tell(f"\r{read} mails read, {new} of them new.\n")
        if too_large:
            self._tell(f"{too_large} were larger than {caps.MAIL_BYTES} bytes and were left out.\n")

    def _tell(self, words: str) -> None:
        if words.endswith("\n") or sys.stdout.isatty():
            self.stdout.write(words, ending="")
            self.stdout.flush()


def _channel(address: str | None) -> Channel:
    mailboxes = Channel.objects.open().filter(kind=KIND).order_by("address")
    if address is None and len(mailboxes) == 1:
        return mailboxes[0]
    found = find_channel(address) if address else None
    if found is None:
        there_are = ", ".join(mailbox.address for mailbox in mailboxes) or "none yet"
        wrong = f"There is no open mailbox {address}" if address else "Say --channel"
        raise CommandError(f"{wrong}; there are: {there_are}.")
    return found
