"""Settings pages: what a mailbox signs and encrypts, the keys of others, and whom we believe."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kundig.channels.email.models import Mailbox
from kundig.channels.email.protected import actions
from kundig.channels.email.protected.forms import OwnKeyForm, RuleForm, UploadForm
from kundig.channels.email.protected.models import (
    KnownKey,
    OwnKey,
    ProtectionRule,
    RevocationList,
    TrustedAuthority,
)
from kundig.channels.permissions import MANAGE
from kundig.core import caps
from kundig.core.text import one_line
from kundig.staff.forms import done
from kundig.staff.guard import agent_of, needs
from kundig.staff.rights import limits

_MAILBOXES = {"place": "mailboxes"}
_KEYS = {"place": "keys"}


@needs(MANAGE)
def protection(request: HttpRequest, pk: int) -> HttpResponse:
    """What a mailbox signs and encrypts by itself, and its keys."""
    found = _mailbox(request, pk)
    rule = ProtectionRule.objects.filter(mailbox=found).first() or ProtectionRule()
    form = RuleForm(request.POST or None, rule=rule)
    actor = agent_of(request).actor
    if form.is_valid() and done(
        form, lambda: actions.set_protection(found, by=actor, **form.cleaned_data)
    ):
        messages.success(request, _("Signing and encrypting is saved."))
        return redirect("mailbox-protection", pk=pk)
    return _protection_page(request, found, form, OwnKeyForm())


@require_POST
@needs(MANAGE)
def key_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a mailbox a key of its own."""
    found = _mailbox(request, pk)
    form = OwnKeyForm(request.POST, request.FILES)
    if form.is_valid() and done(form, lambda: _add_key(found, form, request)):
        messages.success(request, _("The key is kept, and its private part sealed."))
        return redirect("mailbox-protection", pk=pk)
    rule = ProtectionRule.objects.filter(mailbox=found).first() or ProtectionRule()
    return _protection_page(request, found, RuleForm(rule=rule), form)


@require_POST
@needs(MANAGE)
def key_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign no more with a key."""
    key = _own_key(request, pk)
    actions.retire_key(key, by=agent_of(request).actor)
    messages.success(request, _("Nothing is signed with this key any more."))
    return redirect("mailbox-protection", pk=key.mailbox_id)


@require_POST
@needs(MANAGE)
def key_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a key of a mailbox."""
    key = _own_key(request, pk)
    mailbox = key.mailbox_id
    actions.forget_key(key, by=agent_of(request).actor)
    messages.success(request, _("The key is deleted."))
    return redirect("mailbox-protection", pk=mailbox)


@require_safe
@needs(MANAGE, everywhere=True)
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of others, authorities and revocation lists."""
    return _keys_page(request, UploadForm())


@require_POST
@needs(MANAGE, everywhere=True)
def upload(request: HttpRequest, what: str) -> HttpResponse:
    """Keep what somebody uploads: keys of others, an authority, or a revocation list."""
    verb, words = {
        "keys": (actions.add_known, _("The keys are kept as confirmed.")),
        "authority": (actions.add_authority, _("The authority is trusted from now on.")),
        "revocations": (actions.add_revocations, _("The revocation list counts from now on.")),
    }[what]
    form = UploadForm(request.POST, request.FILES)
    actor = agent_of(request).actor
    if form.is_valid() and done(form, lambda: verb(by=actor, content=form.cleaned_data["file"])):
        messages.success(request, words)
        return redirect("keys")
    return _keys_page(request, form, what)


@require_POST
@needs(MANAGE, everywhere=True)
def key_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or reject somebody's key, or take that back."""
    key = get_object_or_404(KnownKey, pk=pk)
    actions.decide(key, by=agent_of(request).actor, trust=request.POST.get("trust", ""))
    return redirect("keys")


@require_POST
@needs(MANAGE, everywhere=True)
def known_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete somebody's key."""
    actions.forget_known(get_object_or_404(KnownKey, pk=pk), by=agent_of(request).actor)
    messages.success(request, _("The key is deleted."))
    return redirect("keys")


@require_POST
@needs(MANAGE, everywhere=True)
def authority_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Believe an authority no more."""
    found = get_object_or_404(TrustedAuthority, pk=pk)
    actions.remove_authority(found, by=agent_of(request).actor)
    messages.success(request, _("The authority is no longer trusted."))
    return redirect("keys")


@require_POST
@needs(MANAGE, everywhere=True)
def revocations_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a revocation list."""
    found = get_object_or_404(RevocationList, pk=pk)
    actions.remove_revocations(found, by=agent_of(request).actor)
    messages.success(request, _("The revocation list is deleted."))
    return redirect("keys")


def _mailbox(request: HttpRequest, pk: int) -> Mailbox:
    return get_object_or_404(_mailboxes(request).select_related("channel"), pk=pk)


def _mailboxes(request: HttpRequest) -> QuerySet[Mailbox]:
    return Mailbox.objects.visible_to(agent_of(request).actor)


def _own_key(request: HttpRequest, pk: int) -> OwnKey:
    rows = OwnKey.objects.filter(mailbox__in=_mailboxes(request))
    return get_object_or_404(rows.select_related("mailbox__channel", "secret"), pk=pk)


def _add_key(mailbox: Mailbox, form: OwnKeyForm, request: HttpRequest) -> OwnKey:
    data = form.cleaned_data
    return actions.add_key(
        mailbox,
        by=agent_of(request).actor,
        scheme=data["scheme"],
        content=data["file"],
        password=data["password"],
    )


def _protection_page(
    request: HttpRequest, mailbox: Mailbox, form: RuleForm, key_form: OwnKeyForm
) -> HttpResponse:
    values = {
        "mailbox": mailbox,
        "form": form,
        "key_form": key_form,
        "keys_of_mailbox": mailbox.own_keys.all(),
        "sees_all": limits(agent_of(request).actor) is None,
    }
    return render(request, "email/protection.html", _MAILBOXES | values)


def _keys_page(request: HttpRequest, form: UploadForm, what: str = "") -> HttpResponse:
    wanted = one_line(request.GET.get("q", ""), 200)
    found = KnownKey.objects.all()
    if wanted:
        digits = wanted.replace(" ", "").lower()
        found = found.filter(
            Q(address__icontains=wanted)
            | Q(name__icontains=wanted)
            | Q(fingerprint__contains=digits)
        )
    values = {
        "page": Paginator(found, caps.PAGE_ROWS).get_page(request.GET.get("page")),
        "wanted": wanted,
        "authorities": TrustedAuthority.objects.all(),
        "revocations": RevocationList.objects.all(),
        "form": form,
        "failed": what if form.errors else "",
    }
    return render(request, "email/keys.html", _KEYS | values)
