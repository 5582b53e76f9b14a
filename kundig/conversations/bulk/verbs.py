"""The verbs that can be done to many conversations: the steps, and whole macros."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.conversations.macros.actions import run_macro
from kundig.conversations.macros.models import Macro
from kundig.conversations.models import Conversation
from kundig.conversations.steps import STEPS, Step, must_fit
from kundig.core import refusals
from kundig.core.actor import Actor
from kundig.core.errors import NotThere, Refused

RUN_MACRO = "run_macro"


def must_be_possible(verb: str, value: Any, by: Actor) -> None:
    """Raise Refused where there is no such verb, or its value names nothing; NotThere for a macro out of reach."""
    step = VERBS.get(verb)
    if verb == RUN_MACRO and not Macro.objects.visible_to(by).filter(pk=_pk(value)).exists():
        unseen = Macro.objects.all()
        refusals.out_of_reach("conversation.run_macro", by=by, rows=unseen, ids=[_pk(value)])
        raise NotThere(_("This macro is not there."))
    must_fit(step, value)


def sends(verb: str, value: Any) -> bool:
    """Tell whether a verb sends something to customers."""
    macro = _macro(value) if verb == RUN_MACRO else None
    return macro is not None and macro.sends


def writes(verb: str, value: Any) -> bool:
    """Tell whether a verb writes something, which no undoing takes back."""
    macro = _macro(value) if verb == RUN_MACRO else None
    return macro is not None and macro.writes


def _macro(value: Any) -> Macro | None:
    return Macro.objects.filter(pk=_pk(value)).first()


def _pk(value: Any) -> int:
    # Nothing has the number 0.
    return value if type(value) is int and 0 < value < 2**63 else 0


def _run(one: Conversation, by: Actor, value: Any) -> None:
    macro = _macro(value)
    if macro is None:
        raise Refused(_("This macro is no longer there."))
    run_macro(one, by=by, macro=macro)


VERBS: dict[str, Step] = {
    **STEPS,
    RUN_MACRO: Step(
        gettext_lazy("Macro"),
        "play",
        lambda value: _macro(value) is not None,
        lambda value: _("Macro “%(name)s”") % {"name": _macro(value) or f"#{value}"},
        _run,
    ),
}
