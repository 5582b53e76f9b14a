"""What was said with a company: the conversations of all its people that one may see."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from kundig.conversations.listing.order import LATEST
from kundig.conversations.listing.page import page_of
from kundig.conversations.models import Conversation
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.conversations.rows import rows_of
from kundig.core import caps
from kundig.customers.models import Company


@require_GET
@for_agents
def conversations(request: AgentRequest, pk: int) -> HttpResponse:
    """Conversations with the people of a company, the newest activity first; `after` goes on."""
    company = get_object_or_404(Company.objects.visible_to(request.user.actor), pk=pk)
    visible = Conversation.objects.visible_to(request.user.actor).not_merged()
    after = request.GET.get("after", "")
    page = page_of(
        visible.filter(customer__company=company),
        LATEST,
        request.user,
        after,
        caps.COMPANY_CONVERSATIONS,
    )
    context = {
        "place": "customers",
        "company": company,
        "rows": rows_of(
            page.rows, url_of=lambda one: reverse("conversation", args=[one.pk]), unread=page.unread
        ),
        "cursor": page.cursor,
    }
    if not wants_part(request):
        return render(request, "conversations/company/page.html", context)
    part = "rows.html" if after else "part.html"
    return render(request, f"conversations/company/{part}", context)
