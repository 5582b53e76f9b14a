"""Moving a case along: one view per verb, all answered with the conversation's head."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kundig.conversations import actions
from kundig.conversations.field_forms import ValuesForm
from kundig.conversations.forms import (
    AssignForm,
    CategoryForm,
    FollowerForm,
    LanguageForm,
    PriorityForm,
    SnoozeForm,
    StatusOfForm,
    SubjectForm,
    TagForm,
    TeamForm,
    cleaned,
)
from kundig.conversations.models import Conversation
from kundig.conversations.own_fields import missing_fields
from kundig.conversations.pane import head_context, visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, go_on, wants_part
from kundig.core.actor import Actor
from kundig.core.errors import Missing

Verb = Callable[[Conversation, Actor, AgentRequest], object]


def _view(verb: Verb) -> Callable[..., HttpResponse]:
    """Make the view of one verb: fetch, act, answer."""

    def view(request: AgentRequest, pk: int) -> HttpResponse:
        conversation = visible_conversation(request.user, pk)
        try:
            verb(conversation, request.user.actor, request)
        except Missing:
            name = (request.resolver_match.url_name or "") if request.resolver_match else ""
            return lacking(request, conversation, name.removeprefix("conversation-"))
        return changed(request, conversation)

    return require_POST(for_agents(view))


def changed(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """Answer with the head as it is now; whoever gave the conversation out of sight goes to the inbox."""
    visible = Conversation.objects.visible_to(request.user.actor)
    if not visible.filter(pk=conversation.pk).exists():
        return _leave(request)
    if not wants_part(request):
        return go_on(conversation.pk)
    response = render(request, "conversations/head.html", head_context(conversation, request.user))
    response["HX-Trigger"] = changes(conversation)
    return response


def lacking(
    request: AgentRequest, conversation: Conversation, then: str, form: ValuesForm | None = None
) -> HttpResponse:
    """Answer with the required fields that are empty, to be shown in the head; `then` is the verb that waits for them."""
    own = missing_fields(conversation)
    form = form or ValuesForm(conversation=conversation, own=own, auto_id="missing-%s")
    for field in form.fields.values():
        field.widget.attrs["autofocus"] = True
        break
    context = {"missing": form, "then": then, "conversation": conversation}
    if wants_part(request):
        # Alone, so that the field gets the focus, and not one of the head's menus.
        answer = render(request, "conversations/head/missing.html", context, status=422)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#conversation-missing", "innerHTML"
        return answer
    context |= {"place": "inbox", "part": "conversations/head/missing.html"}
    return render(request, "conversations/choices/page.html", context, status=422)


def changes(conversation: Conversation) -> str:
    """Return the names of what the page shall fetch anew at once, without waiting for the live stream."""
    return f"live:conversation-{conversation.pk}, live:changed"


def cleaned_snooze(conversation: Conversation, data: QueryDict) -> dict[str, Any]:
    """Return what the verb is given, from what somebody chose."""
    return {"until": cleaned(SnoozeForm(data, channel=conversation.channel))["until"]}


def _leave(request: AgentRequest) -> HttpResponse:
    if wants_part(request):
        return HttpResponse(headers={"HX-Redirect": "/"})
    return redirect("/")


# Verbs that may need fields to be filled in first.
AFTER_FILLING = {"resolve": actions.resolve, "close": actions.close}

resolve = _view(lambda conversation, by, _request: actions.resolve(conversation, by=by))
close = _view(lambda conversation, by, _request: actions.close(conversation, by=by))
reopen = _view(lambda conversation, by, _request: actions.reopen(conversation, by=by))
wake = _view(lambda conversation, by, _request: actions.wake(conversation, by=by))
block_sender = _view(
    lambda conversation, by, request: actions.block_sender(
        conversation, by=by, whole_domain=bool(request.POST.get("domain"))
    )
)
mark_spam = _view(lambda conversation, by, _request: actions.mark_spam(conversation, by=by))
unmark_spam = _view(lambda conversation, by, _request: actions.unmark_spam(conversation, by=by))
assign = _view(
    lambda conversation, by, request: actions.assign(
        conversation, by=by, agent=cleaned(AssignForm(request.POST))["agent"]
    )
)
hand_over = _view(
    lambda conversation, by, request: actions.hand_over(
        conversation, by=by, team=cleaned(TeamForm(request.POST))["team"]
    )
)
set_priority = _view(
    lambda conversation, by, request: actions.set_priority(
        conversation, by=by, priority=cleaned(PriorityForm(request.POST))["priority"]
    )
)
set_category = _view(
    lambda conversation, by, request: actions.set_category(
        conversation, by=by, category=cleaned(CategoryForm(request.POST))["category"]
    )
)
follow = _view(
    lambda conversation, by, request: actions.follow(
        conversation, by=by, agent=cleaned(FollowerForm(request.POST))["agent"]
    )
)
unfollow = _view(
    lambda conversation, by, request: actions.unfollow(
        conversation, by=by, agent=cleaned(FollowerForm(request.POST))["agent"]
    )
)
set_status = _view(
    lambda conversation, by, request: actions.set_status(
        conversation, by=by, status=cleaned(StatusOfForm(request.POST))["status"]
    )
)
set_language = _view(
    lambda conversation, by, request: actions.set_language(
        conversation, by=by, language=cleaned(LanguageForm(request.POST))["language"]
    )
)
set_subject = _view(
    lambda conversation, by, request: actions.set_subject(
        conversation, by=by, subject=cleaned(SubjectForm(request.POST))["subject"]
    )
)
tag = _view(
    lambda conversation, by, request: actions.tag(
        conversation, by=by, name=cleaned(TagForm(request.POST))["name"]
    )
)
untag = _view(
    lambda conversation, by, request: actions.untag(
        conversation, by=by, name=cleaned(TagForm(request.POST))["name"]
    )
)
snooze = _view(
    lambda conversation, by, request: actions.snooze(
        conversation, by=by, **cleaned_snooze(conversation, request.POST)
    )
)
