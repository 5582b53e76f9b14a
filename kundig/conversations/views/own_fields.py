"""Own fields of conversations: filling them in beside a conversation, and the page on which they are set up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import actions, permissions
from kundig.conversations.field_forms import FieldForm, NewFieldForm, ValuesForm
from kundig.conversations.models import Conversation, ConversationField
from kundig.conversations.own_fields import fields_of, missing_fields
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents, go_on, wants_part
from kundig.conversations.views.archiving import done_to_one, guarded
from kundig.conversations.views.work import AFTER_FILLING, changed, lacking
from kundig.core.errors import Missing
from kundig.core.own_fields import shown_value
from kundig.staff.forms import done
from kundig.staff.guard import agent_of

PLACE = {"place": "conversation-fields"}


@require_GET
@for_agents
def panel(request: AgentRequest, pk: int) -> HttpResponse:
    """The fields that a conversation shows, to be filled in, or read by whoever may not."""
    return _panel(request, visible_conversation(request.user, pk))


@require_POST
@for_agents
def set_fields(request: AgentRequest, pk: int) -> HttpResponse:
    """Keep what was filled in; the panel then shows what depends on it."""
    conversation = visible_conversation(request.user, pk)
    then = request.POST.get("then", "")
    if then in AFTER_FILLING:
        return _go_on_with(then, request, conversation)
    form = ValuesForm(request.POST, conversation=conversation, own=fields_of(conversation))
    if form.is_valid() and done(
        form,
        lambda: actions.set_fields(conversation, by=request.user.actor, fields=form.values),
    ):
        return _panel(request, conversation) if wants_part(request) else go_on(pk)
    return _panel(request, conversation, form)


def _go_on_with(then: str, request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """Fill in what a verb was missing, then let it happen."""
    missing, by = missing_fields(conversation), request.user.actor
    form = ValuesForm(request.POST, conversation=conversation, own=missing, auto_id="missing-%s")
    if form.is_valid() and done(
        form, lambda: actions.set_fields(conversation, by=by, fields=form.values)
    ):
        try:
            AFTER_FILLING[then](conversation, by=by)
        except Missing:
            return lacking(request, conversation, then)
        return changed(request, conversation)
    return lacking(request, conversation, then, form)


def _panel(
    request: AgentRequest, conversation: Conversation, form: ValuesForm | None = None
) -> HttpResponse:
    own = fields_of(conversation)
    filled = [field for field in own if field.key in conversation.fields]
    part = "conversations/choices/fields.html"
    context = {
        "conversation": conversation,
        "place": "inbox",
        "part": part,
        "form": form or ValuesForm(conversation=conversation, own=own),
        "facts": [(one.label, shown_value(one, conversation.fields[one.key])) for one in filled],
        "can_work": request.user.may(permissions.WORK, conversation),
    }
    page = part if wants_part(request) else "conversations/choices/page.html"
    return render(request, page, context, status=422 if form else 200)


@require_GET
@guarded
def fields(request: HttpRequest) -> HttpResponse:
    """All fields in their order."""
    rows = ConversationField.objects.select_related("shown_with").whole()
    context = {
        "fields": rows.filter(archived_at=None),
        "archived": rows.exclude(archived_at=None),
    }
    return render(request, "conversations/fields/list.html", PLACE | context)


@guarded
def make(request: HttpRequest) -> HttpResponse:
    """Add a field."""
    form, actor = NewFieldForm(request.POST or None), agent_of(request).actor
    if form.is_valid() and done(form, lambda: actions.make_field(by=actor, **form.cleaned_data)):
        messages.success(request, _("The field is added."))
        return redirect("conversation-fields")
    return render(request, "conversations/fields/field.html", PLACE | {"form": form})


@guarded
def field(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a field."""
    found, actor = get_object_or_404(ConversationField, pk=pk), agent_of(request).actor
    form = FieldForm(request.POST or None, field=found)
    if form.is_valid() and done(
        form, lambda: actions.change_field(found, by=actor, **form.cleaned_data)
    ):
        messages.success(request, _("The field is saved."))
        return redirect("conversation-fields")
    context = PLACE | {"form": form, "field": found}
    return render(request, "conversations/fields/field.html", context)


archive = done_to_one(
    ConversationField.objects.all,
    actions.archive_field,
    gettext_lazy("The field is archived."),
    then="conversation-fields",
)
restore = done_to_one(
    ConversationField.objects.all,
    actions.restore_field,
    gettext_lazy("The field is back."),
    then="conversation-fields",
)
