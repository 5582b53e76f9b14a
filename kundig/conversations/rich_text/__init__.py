"""What agents write with formatting: a small set of tags, kept clean, and the plain text that follows from it.

Plain text stays plain: where nothing is formatted there is no HTML.
"""

from kundig.conversations.rich_text.clean import clean, file_ids, with_files
from kundig.conversations.rich_text.draw import drawn, for_mail
from kundig.conversations.rich_text.plain import plain
from kundig.conversations.rich_text.written import Written, as_html, one_after_other, understand

__all__ = [
    "Written",
    "as_html",
    "clean",
    "drawn",
    "file_ids",
    "for_mail",
    "one_after_other",
    "plain",
    "understand",
    "with_files",
]
