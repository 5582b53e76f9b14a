"""Mail programs that write plain text."""

from __future__ import annotations

from .markup import Letter, Written, without_images
from .quoting import chevrons


def plain(letter: Letter) -> Written:
    return Written(without_images(letter.text))


def thunderbird(letter: Letter) -> Written:
    """Quotes first and answers below, as Thunderbird does unless told otherwise."""
    quoted = letter.quoted
    if not quoted:
        return Written(without_images(letter.text))
    line = f"Am {quoted.sent_at:%d.%m.%y um %H:%M} schrieb {quoted.name}:"
    return Written(f"{line}\n{chevrons(quoted.text)}\n\n{without_images(letter.text)}")


def iphone(letter: Letter) -> Written:
    quoted = letter.quoted
    plain = f"{without_images(letter.text)}\nVon meinem iPhone gesendet\n"
    if quoted:
        plain += f"\n> Am {quoted.sent_at:%d.%m.%Y um %H:%M} schrieb {quoted.plain_sender}:\n> \n"
        plain += chevrons(quoted.text) + "\n"
    return Written(plain)
