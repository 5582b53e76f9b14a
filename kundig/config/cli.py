"""The console command ``kundig``."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

# Commands that need no database; everything else gets the embedded one if DATABASE_URL names none.
WITHOUT_DATABASE = {"help", "--help", "-h", "version", "--version", "collectstatic"}

# What people type, where a module can't be called that.
SPOKEN = {("mail-listener",): "mail_listener", ("import", "mail"): "import_mail"}

# What a shell expects of a command that was interrupted.
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    ``kundig mail parse`` is answered without Django, so that a batch of mails starts at once; all other
    commands are Django management commands of the rooms.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:2] == ["mail", "parse"]:
        from kundig.channels.email.mime import command as mail_parse

        return mail_parse.main(words[2:])
    for spoken, command in SPOKEN.items():
        if tuple(words[: len(spoken)]) == spoken:
            words[: len(spoken)] = [command]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig.config.settings")
    # To be asked to end is the same as Ctrl-C: what is to be done at the end is done, and the database stops.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _run(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _run(words: list[str]) -> None:
    if words and not words[0].startswith("-"):
        # Python's modules have underscores, commands are typed with hyphens.
        words[0] = words[0].replace("-", "_")
    if words and words[0] not in WITHOUT_DATABASE:
        from kundig.config import embedded, environment

        embedded.ensure_url(environment.data_folder())
    from django.core.management import execute_from_command_line

    execute_from_command_line(["kundig", *words])
