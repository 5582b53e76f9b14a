"""What counts as a mail address, wherever somebody types one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email


def is_mail_address(text: str) -> bool:
    """Tell whether `text` is one mail address and nothing beside it: no list, no name, no spaces around it.

    Domains may hold umlauts and the like (IDNA). Longer than 320 characters it is none: ask before cutting.
    """
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
