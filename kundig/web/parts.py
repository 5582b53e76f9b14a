"""Parts of a page that differ only by a number and by the proof of their forms: each is drawn once for each language.

A menu that stands beside every conversation takes longer to draw than the conversation. ``{% part %}`` draws its
template with stand-ins for both and puts them in place for each page.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

# No number and no proof of ours look like these.
_NUMBER = 10**17 + 7
_PROOF = "stands-in-for-the-proof-of-a-form"


def draw_part(template: str, number: int, token: object, **facts: Hashable) -> SafeString:
    """Return `template` for the thing of this number, which it calls ``number``.

    `facts` are all else that it shows: few, and never what a person wrote, for each combination is kept.
    `token` is the request's, by which its forms are known to be ours.
    """
    drawn = _draw(template, get_language(), get_current_timezone_name(), tuple(facts.items()))
    # Neither stands where the other's value could be taken for it: both are made by us alone.
    return SafeString(drawn.replace(str(_NUMBER), str(number)).replace(_PROOF, str(token)))


@functools.lru_cache(maxsize=2048)
def _draw(
    template: str, _language: str | None, _zone: str, facts: tuple[tuple[str, Hashable], ...]
) -> str:
    context = {"number": _NUMBER, "csrf_token": _PROOF, **dict(facts)}
    return render_to_string(template, context).strip()
