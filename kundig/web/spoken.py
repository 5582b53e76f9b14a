"""What lazy words say in every language, so that people find a thing however they call it."""

from __future__ import annotations

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

Words = str | Promise


def in_all_languages(*words: Words) -> list[str]:
    """Return what these words say in each language, each wording once; empty ones are left out."""
    found: dict[str, None] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= dict.fromkeys(str(one) for one in words if str(one))
    return list(found)
