"""What a customer was promised: shown with the conversation, set by hand, decided about."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import actions, permissions
from kundig.conversations.forms import PromiseForm, cleaned
from kundig.conversations.models import Conversation, Promise
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, go_on, wants_part
from kundig.conversations.views.work import changes
from kundig.core.actor import Actor


@require_GET
@for_agents
def promises(request: AgentRequest, pk: int) -> HttpResponse:
    """The promises that nobody has kept or decided about, the next one first."""
    conversation = visible_conversation(request.user, pk)
    context = {
        "promises": conversation.promises.filter(kept_at=None).order_by("due_at"),
        "can_reply": request.user.may(permissions.REPLY, conversation),
    }
    return render(request, "conversations/promises.html", context)


@require_POST
@for_agents
def promise(request: AgentRequest, pk: int) -> HttpResponse:
    """Note a promise."""
    conversation = visible_conversation(request.user, pk)
    data = cleaned(PromiseForm(request.POST))
    actions.promise(conversation, by=request.user.actor, **data)
    return _changed(request, conversation)


def _view(verb: Callable[[Promise, Actor], None]) -> Callable[..., HttpResponse]:
    def view(request: AgentRequest, pk: int) -> HttpResponse:
        visible = Conversation.objects.visible_to(request.user.actor)
        rows = Promise.objects.filter(conversation__in=visible).select_related("conversation")
        one = get_object_or_404(rows, pk=pk)
        verb(one, request.user.actor)
        return _changed(request, one.conversation)

    return require_POST(for_agents(view))


accept = _view(lambda one, by: actions.accept_promise(one, by=by))
keep = _view(lambda one, by: actions.keep_promise(one, by=by))
drop = _view(lambda one, by: actions.drop_promise(one, by=by))


def _changed(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    if not wants_part(request):
        return go_on(conversation.pk)
    return HttpResponse(status=204, headers={"HX-Trigger": changes(conversation)})
