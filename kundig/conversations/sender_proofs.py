"""What a sender's check rests on, in words: SPF, DKIM, DMARC and how each came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_RESULTS: dict[str, str | Promise] = {
    "pass": _("passed"),
    "fail": _("failed"),
    "softfail": _("probably not allowed"),
    "neutral": _("nothing said"),
    "none": _("nothing published"),
    "policy": _("not accepted"),
    "temperror": _("no answer at the time"),
    "permerror": _("published wrongly"),
}


def proof_words(proofs: Iterable[Mapping[str, str]]) -> list[str]:
    """Return one sentence for each method: "SPF: passed (mensah.example)."; unknown results stand as they are."""
    return [
        "{method}: {result}{domain}.".format(
            method=one["method"].upper(),
            result=_RESULTS.get(one["result"], one["result"]),
            domain=f" ({one['domain']})" if one["domain"] else "",
        )
        for one in proofs
    ]
