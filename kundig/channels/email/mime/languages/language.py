"""The shape of a language's table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Plain words, matched without regard to case. "…" in a phrase stands for anything.

    openers: how "On 3 May, Anna wrote:" begins. wrote: its verb. from_/date/to/cc/subject:
    labels of a quoted header block. original/forwarded: between the dashes of a separator.
    footers: whole lines a device or program puts under a mail. away/robot: subjects of
    out-of-office and of other automatic answers.
    """

    code: str
    openers: tuple[str, ...] = ()
    wrote: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    original: tuple[str, ...] = ()
    forwarded: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    robot: tuple[str, ...] = ()
