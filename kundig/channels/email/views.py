"""Settings pages of mailboxes, and the demo mailbox."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kundig.channels.email import actions, probe, watching
from kundig.channels.email.forms import AutomaticAnswersForm, MailboxForm
from kundig.channels.email.health import TROUBLE
from kundig.channels.email.models import AutomaticAnswers, Mailbox, SentMail
from kundig.channels.email.oauth.views import sign_in_values
from kundig.channels.hours import hours_of
from kundig.channels.permissions import MANAGE
from kundig.conversations.models import Conversation
from kundig.conversations.permissions import SEE
from kundig.conversations.views.content import SEALED
from kundig.core import blobs, caps
from kundig.core.time import now
from kundig.staff.forms import done
from kundig.staff.guard import agent_of, needs
from kundig.staff.rights import administers

MAILBOXES = {"place": "mailboxes"}
SENT = {"place": "sent-mail"}


@require_safe
@needs(MANAGE)
def mailboxes(request: HttpRequest) -> HttpResponse:
    """All mailboxes and how they fare."""
    found = (
        _mailboxes(request)
        .select_related("channel__team", "service_account")
        .order_by("channel__name")
    )
    values = {
        "mailboxes": found.filter(channel__closed_at=None),
        "closed": found.exclude(channel__closed_at=None),
        "trouble": TROUBLE,
        "troubled": watching.troubled(found),
    }
    return render(request, "email/mailboxes.html", MAILBOXES | values)


@needs(MANAGE)
def mailbox_make(request: HttpRequest) -> HttpResponse:
    """Set up a mailbox."""
    actor = agent_of(request).actor
    form = MailboxForm(request.POST or None, actor=actor)
    if form.is_valid() and done(form, lambda: actions.make(by=actor, **form.settings)):
        messages.success(request, _("The mailbox is set up."))
        return redirect("mailboxes")
    return render(request, "email/mailbox.html", MAILBOXES | {"form": form})


@needs(MANAGE)
def mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a mailbox."""
    found = get_object_or_404(
        _mailboxes(request).select_related("channel__team", "service_account"), pk=pk
    )
    actor = agent_of(request).actor
    form = MailboxForm(request.POST or None, actor=actor, mailbox=found)
    if form.is_valid() and done(form, lambda: actions.change(found, by=actor, **form.settings)):
        messages.success(request, _("The mailbox is saved."))
        return redirect("mailbox", pk=pk)
    values = {"form": form, "mailbox": found, "trouble": TROUBLE.get(found.fetch_error, "")}
    values |= sign_in_values(found)
    return render(request, "email/mailbox.html", MAILBOXES | values)


@require_POST
@needs(MANAGE)
def mailbox_test(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """Try the saved connection in or out and say in one sentence how it went."""
    mailboxes = _mailboxes(request).select_related(
        "incoming_secret", "smtp_secret", "service_account__api_key"
    )
    found = get_object_or_404(mailboxes, pk=pk)
    trouble = probe.try_incoming(found) if way == "in" else probe.try_outgoing(found)
    if trouble:
        messages.error(request, str(TROUBLE[trouble]))
    else:
        messages.success(request, _("The connection works."))
    return redirect("mailbox", pk=pk)


@needs(MANAGE)
def mailbox_automatic(request: HttpRequest, pk: int) -> HttpResponse:
    """What a mailbox answers by itself."""
    found = get_object_or_404(_mailboxes(request).select_related("channel"), pk=pk)
    kept = AutomaticAnswers.objects.filter(mailbox=found).first() or AutomaticAnswers()
    form = AutomaticAnswersForm(request.POST or None, kept=kept)
    actor = agent_of(request).actor
    if form.is_valid() and done(
        form, lambda: actions.set_automatic_answers(found, by=actor, **form.settings)
    ):
        messages.success(request, _("The automatic answers are saved."))
        return redirect("mailbox-automatic", pk=pk)
    values = {
        "form": form,
        "mailbox": found,
        "has_hours": hours_of(found.channel) is not None,
        "quiets": found.quiets.filter(until__gt=now()).order_by("-until")[: caps.PAGE_ROWS],
    }
    return render(request, "email/automatic.html", MAILBOXES | values)


@require_POST
@needs(MANAGE)
def mailbox_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop taking and sending mail."""
    found = get_object_or_404(_mailboxes(request).select_related("channel"), pk=pk)
    actions.close(found, by=agent_of(request).actor)
    messages.success(request, _("The mailbox %(name)s is closed.") % {"name": found.channel.name})
    return redirect("mailboxes")


@require_POST
@needs(MANAGE)
def mailbox_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take and send mail again."""
    found = get_object_or_404(_mailboxes(request).select_related("channel"), pk=pk)
    actions.reopen(found, by=agent_of(request).actor)
    messages.success(
        request, _("The mailbox %(name)s is open again.") % {"name": found.channel.name}
    )
    return redirect("mailbox", pk=pk)


@require_safe
@needs(SEE)
def sent_mails(request: HttpRequest) -> HttpResponse:
    """What mailboxes without a server would have sent."""
    page = Paginator(_visible_mails(request), caps.PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "email/sent_mails.html", SENT | {"page": page})


@require_safe
@needs(SEE)
def sent_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One of those mails as its reader would see it."""
    found = get_object_or_404(_visible_mails(request), pk=pk)
    read = email.message_from_bytes(blobs.content(found.blob_id), policy=default)
    assert isinstance(read, EmailMessage)
    body = read.get_body(("plain",))
    values = {
        "mail": found,
        "headers": [(words, read[name]) for name, words in _SHOWN.items() if name in read],
        "text": body.get_content() if body else "",
        "files": [part.get_filename() for part in read.iter_attachments()],
    }
    return render(request, "email/sent_mail.html", SENT | values)


@require_safe
@needs(SEE)
def sent_mail_source(request: HttpRequest, pk: int) -> HttpResponse:
    """One of those mails as a server would get it."""
    found = get_object_or_404(_visible_mails(request), pk=pk)
    response = HttpResponse(blobs.content(found.blob_id), content_type="text/plain; charset=utf-8")
    response["Content-Security-Policy"] = SEALED
    return response


_SHOWN = {
    "From": gettext_lazy("From"),
    "To": gettext_lazy("To"),
    "Cc": gettext_lazy("Copy to"),
    "Reply-To": gettext_lazy("Answers to"),
}


def _mailboxes(request: HttpRequest) -> QuerySet[Mailbox]:
    return Mailbox.objects.visible_to(agent_of(request).actor)


def _visible_mails(request: HttpRequest) -> QuerySet[SentMail]:
    """Answers in visible conversations; Kundig's own letters hold links to any account: administrators alone."""
    agent = agent_of(request)
    seen = Q(message__conversation__in=Conversation.objects.visible_to(agent.actor))
    if administers(agent.actor):
        seen |= Q(message=None)
    return SentMail.objects.filter(seen)
