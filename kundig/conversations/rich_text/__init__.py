"""What agents write with formatting: a small set of tags, kept clean, and the plain text that follows from it.

Plain text stays plain: where nothing is formatted there is no HTML.
"""

from kundig.conversations.rich_text.clean import (
    agent_ids,
    clean,
    file_ids,
    with_files,
    without_references,
)
from kundig.conversations.rich_text.draw import drawn, for_mail
from kundig.conversations.rich_text.plain import plain
from kundig.conversations.rich_text.written import Written, as_html, one_after_other, understand

__all__ = [
    "Written",
    "agent_ids",
    "as_html",
    "clean",
    "drawn",
    "file_ids",
    "for_mail",
    "one_after_other",
    "plain",
    "understand",
    "with_files",
    "without_references",
]
