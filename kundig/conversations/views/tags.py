"""The page of the tags: which there are, how much they are used, and which went into others."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import actions, permissions
from kundig.conversations.models import SavedView, Tag
from kundig.conversations.tag_forms import MergeTagForm, TagForm
from kundig.conversations.views.archiving import done_to_one, guarded
from kundig.core import caps
from kundig.core.conditions import exchanged
from kundig.staff.forms import done
from kundig.staff.guard import agent_of
from kundig.staff.models import Role

PLACE = {"place": "tags"}


@require_GET
@guarded
def tags(request: HttpRequest) -> HttpResponse:
    """The tags with the number of conversations of each, those whose name holds `q`, and who may make new ones."""
    wanted = request.GET.get("q", "").strip()
    # Counting drops the usual order.
    counted = Tag.objects.annotate(used=Count("conversations")).order_by("name")
    found = counted.filter(name__icontains=wanted)
    context = {
        "wanted": wanted,
        "tags": found.current()[: caps.OFFERED_TAGS],
        "archived": found.exclude(archived_at=None),
        "merged": found.exclude(merged_into=None).select_related("merged_into"),
        "makers": [one for one in Role.objects.all() if _may_make(one)],
    }
    return render(request, "conversations/tags/list.html", PLACE | context)


@guarded
def make(request: HttpRequest) -> HttpResponse:
    """Add a tag."""
    form, actor = TagForm(request.POST or None), agent_of(request).actor
    if form.is_valid() and done(form, lambda: actions.make_tag(by=actor, **form.cleaned_data)):
        messages.success(request, _("The tag is added."))
        return redirect("tags")
    code = 422 if form.errors else 200
    return render(request, "conversations/tags/tag.html", PLACE | {"form": form}, status=code)


@guarded
def tag(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a tag."""
    found, actor = get_object_or_404(Tag.objects.current(), pk=pk), agent_of(request).actor
    initial = {"name": found.name, "description": found.description}
    form = TagForm(request.POST or None, initial=initial)
    if form.is_valid() and done(
        form, lambda: actions.change_tag(found, by=actor, **form.cleaned_data)
    ):
        messages.success(request, _("The tag is saved."))
        return redirect("tags")
    return _page(request, found, form, MergeTagForm(tag=found))


@require_POST
@guarded
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let another tag take over the conversations of one."""
    found, actor = get_object_or_404(Tag.objects.current(), pk=pk), agent_of(request).actor
    form = MergeTagForm(request.POST, tag=found)
    if form.is_valid() and done(
        form, lambda: actions.merge_tag(found, by=actor, **form.cleaned_data)
    ):
        messages.success(request, _("The tag is merged; its conversations follow."))
        return redirect("tags")
    initial = {"name": found.name, "description": found.description}
    return _page(request, found, TagForm(initial=initial), form)


archive = done_to_one(
    lambda: Tag.objects.filter(merged_into=None),
    actions.archive_tag,
    gettext_lazy("The tag %(name)s is archived."),
    then="tags",
)
restore = done_to_one(
    Tag.objects.all, actions.restore_tag, gettext_lazy("The tag %(name)s is back."), then="tags"
)
separate = done_to_one(
    Tag.objects.all,
    actions.separate_tag,
    gettext_lazy("The tag %(name)s stands alone again; its conversations follow."),
    then="tags",
)


def _page(request: HttpRequest, found: Tag, form: TagForm, merging: MergeTagForm) -> HttpResponse:
    views = SavedView.objects.current().values_list("conditions", flat=True)
    context = {
        "tag": found,
        "form": form,
        "merging": merging,
        "used": found.conversations.count(),
        # Which would change if it were another one.
        "views": sum(exchanged(one, "tags", found.pk, 0) != one for one in views),
    }
    wrong = 422 if form.errors or merging.errors else 200
    return render(request, "conversations/tags/tag.html", PLACE | context, status=wrong)


def _may_make(role: Role) -> bool:
    return role.is_administrator or permissions.MAKE_TAGS in role.permissions
