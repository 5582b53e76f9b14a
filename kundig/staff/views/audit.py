"""The audit trail, for those who administer."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kundig.core import caps
from kundig.core.models import Matter
from kundig.staff.audit import Choice, page
from kundig.staff.guard import needs
from kundig.staff.models import Agent
from kundig.staff.permissions import SEE_AUDIT


@require_safe
@needs(SEE_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, the newest first; htmx fetches further rows."""
    choice = _choice(request)
    lines, following = page(choice)
    values = {
        "place": "audit",
        "lines": lines,
        "more_url": _more(choice, following) if following else "",
        "choice": choice,
        "agents": Agent.objects.order_by("name"),
        "matters": Matter.choices,
        "days": caps.AUDIT_DAYS,
    }
    part = request.headers.get("HX-Request") == "true" and choice.before is not None
    return render(request, "staff/audit/rows.html" if part else "staff/audit/page.html", values)


def _choice(request: HttpRequest) -> Choice:
    matter = request.GET.get("matter", "")
    return Choice(
        agent=_number(request.GET.get("agent", "")),
        matter=matter if matter in Matter.values else "",
        before=_number(request.GET.get("before", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= caps.ID_DIGITS else None


def _more(choice: Choice, before: int) -> str:
    asked = {"agent": choice.agent or "", "matter": choice.matter, "before": before}
    return f"?{urlencode(asked)}"
