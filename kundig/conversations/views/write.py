"""Writing: answers, notes, drafts and uploaded files."""

from __future__ import annotations

import contextlib
import functools
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kundig.conversations import actions
from kundig.conversations.copies import answered_address
from kundig.conversations.forms import (
    DraftForm,
    InvitationForm,
    LaterForm,
    SnoozeForm,
    WritingForm,
    cleaned,
)
from kundig.conversations.models import (
    Attachment,
    Conversation,
    ConversationQuerySet,
    Direction,
    Draft,
    Message,
)
from kundig.conversations.news import Overtaken
from kundig.conversations.pane import composer_context, emptied_context, visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, go_on, wants_part
from kundig.conversations.rich_text import drawn
from kundig.conversations.snoozing import next_working_day
from kundig.conversations.views.news import stopped
from kundig.conversations.views.work import changes
from kundig.conversations.ways_to_send import BY_NAME
from kundig.core.actions import holding
from kundig.core.errors import Refused
from kundig.core.prepared import KINDS_OF_GRANTS, Given, Prepared
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent
from kundig.web.templatetags.web import exact_time


@require_POST
@for_agents
def reply(request: AgentRequest, pk: int) -> HttpResponse:
    """Send an answer; `then=resolve` resolves the conversation with it, `then=snooze:tomorrow` puts it away.

    `snooze` alone means until the next working day. With `as_usual` the send button does from now on what was chosen.
    What goes on to the next conversation (`next`, `resolve-next`) is for the page to do.
    """
    then = request.POST.get("then", "")
    form = WritingForm(request.POST, agent=request.user)
    data = cleaned(form)
    try:
        with _held(request, pk) as conversation:
            words = {
                **{
                    name: data[name]
                    for name in ("text", "html", "to", "cc", "bcc", "sender", "seen")
                },
                **form.decided,
                "attachments": data["attachments"],
                "resolve": then.startswith("resolve"),
            }
            if request.POST.get("later"):
                moment = LaterForm(request.POST, channel=conversation.channel)
                at = cleaned(moment)["until"]
                despite = bool(request.POST.get("despite_news"))
                actions.send_later(
                    conversation, by=request.user.actor, at=at, despite_news=despite, **words
                )
                return _planned(request, conversation, at)
            words["snooze"] = _snooze_then(conversation, then)
            message = actions.reply(conversation, by=request.user.actor, **words)
    except Overtaken as stop:
        if not wants_part(request):
            raise
        return stopped(request, stop)
    if request.POST.get("as_usual") and then in BY_NAME:
        actions.set_usual_send(request.user, by=request.user.actor, way=then)
    undo = reverse("message-withdraw", args=[message.pk])
    return _sent(request, message, words=_("Sending"), action=_("Undo"), action_url=undo)


@require_POST
@for_agents
def note(request: AgentRequest, pk: int) -> HttpResponse:
    """Save a note."""
    data = cleaned(WritingForm(request.POST, agent=request.user))
    with _held(request, pk) as conversation:
        message = actions.note(
            conversation,
            by=request.user.actor,
            text=data["text"],
            html=data["html"],
            attachments=data["attachments"],
        )
    return _sent(request, message, words=_("Note saved"))


@require_http_methods(["GET", "POST"])
@for_agents
def save_draft(request: AgentRequest, pk: int) -> HttpResponse:
    """Keep what has been typed so far; asked, say whether another device has saved something newer.

    The header Draft-Version says what was kept. Where somebody has typed on without seeing what another device
    saved, nothing is changed, and that is the answer, for the person to choose.
    """
    if request.method == "GET":
        return _newer_draft(request, pk)
    conversation = get_object_or_404(_visible(request, pk))
    form = DraftForm(request.POST, agent=request.user)
    data = cleaned(form)
    # Whom an answer goes to by itself is nothing that somebody has typed.
    is_usual = data["to"] == answered_address(conversation)
    try:
        version = actions.save_draft(
            conversation,
            by=request.user.actor,
            direction=Direction(data["direction"]),
            known=data["known"],
            text=data["text"],
            html=data["html"],
            to="" if is_usual else data["to"],
            cc=data["cc"],
            bcc=data["bcc"],
            sender=data["sender"],
            **form.decided,
            files=data["attachments"],
        )
    except actions.Outdated as outdated:
        return _elsewhere(request, outdated.draft, status=409)
    return HttpResponse(status=204, headers={"Draft-Version": version})


def _newer_draft(request: AgentRequest, pk: int) -> HttpResponse:
    """What another device has saved since the version that this one has seen; nothing where it knows it all."""
    conversation = get_object_or_404(_visible(request, pk))
    own = Draft.objects.filter(conversation=conversation, agent=request.user)
    draft = own.filter(direction=request.GET.get("direction", "")).first()
    if draft is None or draft.version == request.GET.get("known"):
        return HttpResponse(status=204)
    return _elsewhere(request, draft)


def _elsewhere(request: AgentRequest, draft: Draft, *, status: int = 200) -> HttpResponse:
    context = {"draft": draft, "written": drawn(draft.html) if draft.html else ""}
    page = render(request, "conversations/composer/elsewhere.html", context, status=status)
    page["Draft-Version"] = draft.version
    return page


@require_POST
@for_agents
def withdraw(request: AgentRequest, pk: int) -> HttpResponse:
    """Take an answer back; its text stands in the composer again."""
    message = _visible_message(request, pk)
    actions.withdraw(message, by=request.user.actor)
    conversation = visible_conversation(request.user, message.conversation_id)
    return _written(request, conversation, words=_("Taken back"))


@require_POST
@for_agents
def retry(request: AgentRequest, pk: int) -> HttpResponse:
    """Send an answer again that could not be delivered."""
    message = _visible_message(request, pk)
    actions.retry(message, by=request.user.actor)
    return _changed(request, message)


@require_POST
@for_agents
def mask(request: AgentRequest, pk: int) -> HttpResponse:
    """Mask what a message should not hold."""
    message = _visible_message(request, pk)
    actions.mask(message, by=request.user.actor)
    return _changed(request, message)


@require_POST
@for_agents
def answer_invitation(request: AgentRequest, pk: int) -> HttpResponse:
    """Tell whoever invites whether we come."""
    message = _visible_message(request, pk)
    data = cleaned(InvitationForm(request.POST))
    actions.answer_invitation(message, by=request.user.actor, answer=data["answer"])
    return _changed(request, message)


@require_POST
@for_agents
def purge(request: AgentRequest, pk: int) -> HttpResponse:
    """Delete for good what a masked message was."""
    message = _visible_message(request, pk)
    actions.purge(message, by=request.user.actor)
    return _changed(request, message)


@require_POST
@for_agents
def revise(request: AgentRequest, pk: int) -> HttpResponse:
    """Let an answer that failed be corrected: its text stands in the composer again."""
    message = _visible_message(request, pk)
    actions.revise(message, by=request.user.actor)
    conversation = visible_conversation(request.user, message.conversation_id)
    return _written(request, conversation, words=_("Ready to be corrected"))


@require_POST
@for_agents
def upload(request: AgentRequest) -> HttpResponse:
    """Keep one file until it is attached; answered with its tile."""
    given = request.FILES.get("file")
    if given is None:
        raise Refused(_("There is no file."))
    file = actions.upload(by=request.user.actor, name=given.name or "", content=given.read())
    return render(request, "conversations/uploaded.html", {"file": file}, status=201)


@require_POST
@for_agents
def discard(request: AgentRequest, pk: str) -> HttpResponse:
    """Forget an uploaded file that was not sent."""
    own = Attachment.objects.filter(message=None, uploaded_by=request.user)
    actions.discard(get_object_or_404(own, pk=pk), by=request.user.actor)
    return HttpResponse(status=200)


def _changed(request: AgentRequest, message: Message) -> HttpResponse:
    """Answer that something became of a message: the page fetches what changed, without scripts it loads anew."""
    if not wants_part(request):
        return go_on(message.conversation_id)
    return HttpResponse(status=204, headers={"HX-Trigger": changes(message.conversation)})


def _sent(request: AgentRequest, message: Message, **toast: str) -> HttpResponse:
    """Answer with the form emptied that it was written in: the page has the rest, and fetches the stream itself."""
    conversation = message.conversation
    if not wants_part(request):
        return go_on(conversation.pk)
    form = "note" if message.is_note else "reply"
    emptied = emptied_context(conversation, Direction(message.direction), request.user)
    context = {**emptied, "form": f"conversations/composer/{form}.html", "toast": toast}
    response = render(request, "conversations/sent.html", context)
    response["HX-Trigger"] = changes(conversation)
    return response


def _snooze_then(conversation: Conversation, then: str) -> datetime | None:
    """Until when to put a conversation away once its answer is sent; None where nobody wants to."""
    verb, _colon, preset = then.partition(":")
    if verb != "snooze":
        return None
    if not preset:
        return next_working_day(conversation.channel)
    until: datetime = cleaned(SnoozeForm({"preset": preset}, channel=conversation.channel))["until"]
    return until


def _planned(request: AgentRequest, conversation: Conversation, at: datetime) -> HttpResponse:
    """Answer that an answer will be sent: its form is empty again."""
    if not wants_part(request):
        return go_on(conversation.pk)
    said = _("Goes out on %(at)s") % {"at": exact_time(at)}
    context = {
        **emptied_context(conversation, Direction.OUTBOUND, request.user),
        "form": "conversations/composer/reply.html",
        "toast": {"words": said},
    }
    response = render(request, "conversations/sent.html", context)
    response["HX-Trigger"] = changes(conversation)
    return response


def _written(request: AgentRequest, conversation: Conversation, **toast: str) -> HttpResponse:
    """Answer with the composer in which the text stands again."""
    if not wants_part(request):
        return go_on(conversation.pk)
    context = {**composer_context(conversation, request.user), "toast": toast}
    response = render(request, "conversations/written.html", context)
    response["HX-Trigger"] = changes(conversation)
    return response


def _visible(request: AgentRequest, pk: int) -> ConversationQuerySet:
    """A visible conversation with what writing asks about, and no more."""
    rows = Conversation.objects.visible_to(request.user.actor).filter(pk=pk)
    return rows.select_related("customer", "channel")


def _held(request: AgentRequest, pk: int) -> contextlib.AbstractContextManager[Conversation]:
    """A visible conversation, held for the verb that writes into it."""
    return holding(lambda: _locked(request.user, pk))


def _locked(agent: Agent, pk: int) -> Conversation:
    writable = _writable_within(agent.grants.impersonal)
    for conversation in writable.rows(conversation=pk, agent=agent.pk):
        return conversation
    raise Http404


@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _writable_within(grants: AgentGrants) -> Prepared[Conversation]:
    """A conversation with what writing asks about, and no more: its form alone is drawn anew."""
    visible = Conversation.objects.within(grants, Given("agent")).filter(pk=Given("conversation"))
    named = visible.select_related("customer", "channel")
    return Prepared(lambda: named.select_for_update(no_key=True, of=("self",)))


def _visible_message(request: AgentRequest, pk: int) -> Message:
    visible = Conversation.objects.visible_to(request.user.actor)
    rows = Message.objects.filter(conversation__in=visible).select_related("conversation")
    return get_object_or_404(rows, pk=pk)
