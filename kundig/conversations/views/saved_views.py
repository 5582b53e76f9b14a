"""Pages of the views that people make: the list, one view with its builder, and each verb."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kundig.conversations import actions, permissions
from kundig.conversations.condition_fields import conversation_fields, own_fields
from kundig.conversations.listing.own import asker_for, held_by
from kundig.conversations.models import Conversation, SavedView, ViewOrder, may_share
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.conversations.view_forms import PlaceForm, ShareForm, ViewForm
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.conditions import Asker, Catalogue, Wrong, describe, is_broken, load, read, stored
from kundig.core.errors import Refused
from kundig.staff.models import Agent
from kundig.web.conditions import Source, begun, built, posted, shown

Context = dict[str, Any]


@require_safe
@for_agents
def index(request: AgentRequest) -> HttpResponse:
    """All views that the reader has, to be arranged, changed and brought back."""
    _must_see(request)
    actor = request.user.actor
    found = SavedView.objects.visible_to(actor).select_related("owner", "team")
    listed = list(found.current().as_arranged_by(actor))
    removed = found.filter(owner=request.user).exclude(removed_at=None).order_by("-removed_at")
    context = {
        "place": "inbox",
        "views": [_shown(view, listed, number, actor) for number, view in enumerate(listed)],
        "removed": removed[: caps.REMOVED_VIEWS],
    }
    return render(request, "conversations/views/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def make(request: AgentRequest) -> HttpResponse:
    """A new view."""
    _must_see(request)
    source = _posted(request) if request.method == "POST" else _begun(request)
    form = ViewForm(request.POST or None, initial={"order": ViewOrder.URGENT, "icon": "filter"})
    if _is_handed_in(request) and form.is_valid():
        try:
            view = actions.make_view(by=request.user.actor, conditions=source, **_given(form))
        except Refused as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect("inbox", f"v/{view.pk}")
    return _page(request, form, source, {"heading": _("New view")})


@require_http_methods(["GET", "HEAD", "POST"])
@for_agents
def change(request: AgentRequest, pk: int) -> HttpResponse:
    """Name, order and conditions of a view, and who has it."""
    view = _changeable(request, pk)
    source = _posted(request) if request.method == "POST" else view.conditions
    initial = {"name": view.name, "order": view.order, "icon": view.icon}
    form = ViewForm(request.POST or None, initial=initial)
    if _is_handed_in(request) and form.is_valid():
        try:
            actions.change_view(view, by=request.user.actor, conditions=source, **_given(form))
        except Refused as problem:
            form.add_error(None, problem.sentence)
        else:
            return redirect("inbox", f"v/{view.pk}")
    context: Context = {"heading": view.name, "view": view}
    if may_share(request.user.actor, view.team) or request.user.may(permissions.SHARE_VIEWS):
        context["share_form"] = ShareForm(None, view, request.user.actor)
    return _page(request, form, source, context)


@require_POST
@for_agents
def builder(request: AgentRequest) -> HttpResponse:
    """The builder after one of its buttons, for htmx."""
    _must_see(request)
    source, focus = built(_posted(request), request.POST.get("build", ""), _fields())
    return render(request, "web/conditions/builder.html", _built(request.user, source, focus))


@require_POST
@for_agents
def said(request: AgentRequest) -> HttpResponse:
    """What the conditions say and how many conversations they hold, while they are typed."""
    _must_see(request)
    context = _said(request.user, _posted(request))
    return render(request, "web/conditions/said.html", context)


@require_POST
@for_agents
def share(request: AgentRequest, pk: int) -> HttpResponse:
    """Give a view to a team or to everyone, or take it back."""
    view = _changeable(request, pk)
    form = ShareForm(request.POST, view, request.user.actor)
    if not form.is_valid():
        raise Refused(_("You can’t give the view to these."))
    actions.share_view(view, by=request.user.actor, sharing=form.sharing, team=form.team)
    messages.success(request, _("Saved."))
    return redirect("views")


@require_POST
@for_agents
def place(request: AgentRequest, pk: int) -> HttpResponse:
    """Put a view before another one in the reader's list."""
    view = _had(request, pk)
    form = PlaceForm(request.POST, request.user.actor)
    if not form.is_valid():
        raise Http404
    actions.place_view(view, by=request.user.actor, before=form.cleaned_data["before"])
    return redirect("views")


def _verb(verb: Callable[..., None], find: Callable[[AgentRequest, int], SavedView]) -> Any:
    def view(request: AgentRequest, pk: int) -> HttpResponse:
        verb(find(request, pk), by=request.user.actor)
        return redirect("views")

    return require_POST(for_agents(view))


def _had(request: AgentRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.visible_to(request.user.actor), pk=pk)


def _changeable(request: AgentRequest, pk: int) -> SavedView:
    view = _had(request, pk)
    if not view.may_be_changed_by(request.user.actor):
        raise Http404
    return view


hide = _verb(actions.hide_view, _had)
show = _verb(actions.show_view, _had)
remove = _verb(actions.remove_view, _changeable)
restore = _verb(actions.restore_view, _changeable)


def _must_see(request: AgentRequest) -> None:
    if not request.user.may(permissions.SEE):
        raise Http404


def _begun(request: AgentRequest) -> Source:
    """The conditions that the address brings along, as from the filters of a search; else an empty one."""
    try:
        source = json.loads(request.GET.get("conditions", ""))
        return dict(stored(read(source, _fields(), _asker(request.user))))
    except (ValueError, RecursionError, Wrong):
        return begun(_fields())


def _fields() -> Catalogue:
    return conversation_fields(own_fields())


def _asker(agent: Agent) -> Asker:
    return Asker(agent.actor)


def _posted(request: HttpRequest) -> Source:
    assert isinstance(request.user, Agent)
    return posted(request.POST, _fields(), _asker(request.user))


def _is_handed_in(request: HttpRequest) -> bool:
    # Without script the builder's buttons send the whole page.
    return request.method == "POST" and "build" not in request.POST


def _given(form: ViewForm) -> dict[str, Any]:
    found = form.cleaned_data
    icon = {"icon": found["icon"]} if found["icon"] else {}
    return {"name": found["name"], "order": ViewOrder(found["order"]), **icon}


def _page(request: AgentRequest, form: ViewForm, source: Source, context: Context) -> HttpResponse:
    source, focus = built(source, request.POST.get("build", ""), _fields())
    context |= {"place": "inbox", "form": form, "icons": actions.VIEW_ICONS}
    context |= _built(request.user, source, focus)
    status = 422 if request.method == "POST" and _is_handed_in(request) else 200
    return render(request, "conversations/views/view.html", context, status=status)


def _built(agent: Agent, source: Source, focus: str) -> Context:
    return {
        "frame": shown(source, _fields(), _asker(agent), focus),
        "builder_url": reverse("view-builder"),
        "said_url": reverse("view-said"),
        **_said(agent, source),
    }


def _said(agent: Agent, source: Source) -> Context:
    asker = _asker(agent)
    try:
        node = read(source, _fields(), asker)
    except Wrong as problem:
        return {"wrong": problem.sentence, "said": "", "found": ""}
    rows = held_by(node, asker_for(node, agent), Conversation.objects.visible_to(agent.actor))
    count = rows.order_by()[: caps.COUNTED_ROWS].count()
    return {"wrong": "", "said": f"{describe(node, asker)}.", "found": _fitting(count)}


def _fitting(count: int) -> str:
    if count == caps.COUNTED_ROWS:
        return _("More than %(count)s conversations fit.") % {"count": count - 1}
    words = ngettext("%(count)s conversation fits.", "%(count)s conversations fit.", count)
    return words % {"count": count}


def _shown(view: SavedView, listed: list[SavedView], number: int, actor: Actor) -> Context:
    node = load(view.conditions, conversation_fields(own_fields(json.dumps(view.conditions))))
    # One further up goes before the one above, one further down before the second below.
    above = listed[number - 1].pk if number else None
    is_last = number == len(listed) - 1
    below = listed[number + 2].pk if number + 2 < len(listed) else ""
    return {
        "view": view,
        "said": describe(node, Asker(actor)),
        "is_broken": is_broken(node),
        "may_change": view.may_be_changed_by(actor),
        "above": above,
        "below": None if is_last else below,
    }
