"""The page of the categories: a tree that is drawn by keyboard or by dragging."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import actions
from kundig.conversations.category_forms import (
    CategoryTextForm,
    MergeCategoryForm,
    NewCategoryForm,
    PlaceForm,
)
from kundig.conversations.category_steps import STEPS, place_after
from kundig.conversations.forms import cleaned
from kundig.conversations.models import Branch, Category, branches
from kundig.conversations.views.archiving import done_to_one, guarded
from kundig.staff.forms import done
from kundig.staff.guard import agent_of

PLACE = {"place": "categories"}


@require_GET
@guarded
def categories(request: HttpRequest) -> HttpResponse:
    """The tree with the number of conversations in each, and what was archived or is being merged."""
    # Counting drops the usual order.
    counted = Category.objects.annotate(used=Count("conversations")).order_by("position", "pk")
    gone = counted.exclude(archived_at=None)
    context = {
        "branches": branches(counted.current()),
        "archived": gone.filter(merged_into=None).order_by("name"),
        "merging": gone.filter(merged_into__isnull=False, used__gt=0).select_related("merged_into"),
        "steps": STEPS,
    }
    return render(request, "conversations/categories/tree.html", PLACE | context)


@guarded
def make(request: HttpRequest) -> HttpResponse:
    """Add a category."""
    tree = branches(Category.objects.current())
    form = NewCategoryForm(
        request.POST or None, tree=tree, initial={"under": request.GET.get("under", "")}
    )
    actor = agent_of(request).actor
    if form.is_valid() and done(form, lambda: actions.make_category(by=actor, **form.cleaned_data)):
        messages.success(request, _("The category is added."))
        return redirect("categories")
    return render(request, "conversations/categories/category.html", PLACE | {"form": form})


@guarded
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a category."""
    found, actor = get_object_or_404(Category.objects.current(), pk=pk), agent_of(request).actor
    initial = {"name": found.name, "description": found.description}
    form = CategoryTextForm(request.POST or None, initial=initial)
    if form.is_valid() and done(
        form, lambda: actions.change_category(found, by=actor, **form.cleaned_data)
    ):
        messages.success(request, _("The category is saved."))
        return redirect("categories")
    return _page(request, found, form, MergeCategoryForm(tree=_others(found)))


@require_POST
@guarded
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a category a step up, down, in or out; where there is no way it stays."""
    found = get_object_or_404(Category.objects.current(), pk=pk)
    siblings = list(Category.objects.current())
    wanted = place_after(request.POST.get("step", ""), found, siblings)
    if wanted is not None:
        under, place = wanted
        actions.move_category(found, by=agent_of(request).actor, under=under, place=place)
    return redirect("categories")


@require_POST
@guarded
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a category where it was dropped."""
    found = get_object_or_404(Category.objects.current(), pk=pk)
    data = cleaned(PlaceForm(request.POST))
    actions.move_category(found, by=agent_of(request).actor, **data)
    return redirect("categories")


archive = done_to_one(
    Category.objects.all,
    actions.archive_category,
    gettext_lazy("The category %(name)s is archived."),
    then="categories",
)
restore = done_to_one(
    Category.objects.all,
    actions.restore_category,
    gettext_lazy("The category %(name)s is back."),
    then="categories",
)


@require_POST
@guarded
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let another category take over the conversations of one."""
    found, actor = get_object_or_404(Category.objects.current(), pk=pk), agent_of(request).actor
    form = MergeCategoryForm(request.POST, tree=_others(found))
    if form.is_valid() and done(
        form, lambda: actions.merge_category(found, by=actor, **form.cleaned_data)
    ):
        messages.success(request, _("The category is merged; its conversations follow."))
        return redirect("categories")
    initial = {"name": found.name, "description": found.description}
    return _page(request, found, CategoryTextForm(initial=initial), form)


def _page(
    request: HttpRequest, found: Category, form: CategoryTextForm, merging: MergeCategoryForm
) -> HttpResponse:
    context = {"category": found, "form": form, "merging": merging}
    wrong = 422 if form.errors or merging.errors else 200
    page = "conversations/categories/category.html"
    return render(request, page, PLACE | context, status=wrong)


def _others(category: Category) -> list[Branch]:
    return [one for one in branches(Category.objects.current()) if one.category != category]
