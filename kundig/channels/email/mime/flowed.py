"""Text in format=flowed (RFC 3676): a line that ends in a space goes on in the next one."""

from __future__ import annotations

_SIGNATURE_MARK = "-- "


def unflowed(text: str, delete_space: bool) -> str:
    """The text with its paragraphs in one line each, quote marks kept.

    `delete_space`: the space at the line's end was only put there for this (DelSp=yes).
    """
    paragraphs: list[list[str]] = []
    flows = False
    depth_before = 0
    for raw in text.replace("\r\n", "\n").split("\n"):
        depth, line = _depth(raw)
        if not (flows and depth == depth_before and line != _SIGNATURE_MARK):
            paragraphs.append(["> " * depth if line else ">" * depth])
        flows = line.endswith(" ") and line != _SIGNATURE_MARK
        paragraphs[-1].append(line[:-1] if flows and delete_space else line)
        depth_before = depth
    return "\n".join("".join(pieces) for pieces in paragraphs)


def _depth(line: str) -> tuple[int, str]:
    """How often a line is quoted, and its words without the space that stuffs them."""
    words = line.lstrip(">")
    depth = len(line) - len(words)
    return depth, words.removeprefix(" ") if words != _SIGNATURE_MARK else words
