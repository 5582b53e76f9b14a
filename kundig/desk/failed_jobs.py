"""The page of failed jobs: what could not be done, why, and "try again"."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kundig.channels.email import watching
from kundig.channels.email.models import Mailbox
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.failures import FailedJob, failed_jobs
from kundig.desk import actions
from kundig.staff.models import Agent
from kundig.staff.permissions import SEE_SYSTEM

# What a job was about, in words.
TASKS: dict[str, str | Promise] = {
    "core.react": _("React to an event"),
    "channels.understand": _("Understand an incoming message"),
    "channels.send": _("Send an answer"),
    "channels.sweep": _("Look for messages and answers that nobody works on"),
    "conversations.read_files": _("Read the words of attached files"),
    "bulk.work_off": _("Change many conversations"),
    "bulk.forget": _("Forget old bulk changes"),
    "conversations.forget_uploads": _("Delete uploaded files that were not sent"),
    "conversations.wake_due": _("Bring back what was snoozed"),
    "conversations.move_to_category": _("Move conversations into another category"),
    "conversations.move_on_tag": _("Give conversations of a merged tag the other one"),
    "conversations.move_back_tag": _("Give a tag its conversations back"),
    "conversations.learn_tag": _("Let conversations be found by their tag’s new name"),
    "conversations.watch_promises": _("Watch promises to customers"),
    "conversations.send_due": _("Send the answers whose moment has come"),
    "email.check_sender": _("Check the sender of a mail"),
    "email.send_letter": _("Send one of Kundig’s own mails"),
    "email.read_posting": _("Read what a mail service posted"),
    "email.agree_to_subscription": _("Agree to what Amazon SES is to post"),
    "email.forget_postings": _("Delete old postings of mail services"),
    "email.renew_sign_ins": _("Renew the sign-in of mailboxes"),
    "email.watch": _("See how the mailboxes fare"),
    "staff.send_reset": _("Send a link to a new password"),
    "staff.watch_silence": _("See who has gone away"),
    "staff.forget_sessions": _("Delete old sessions"),
    "notifications.follow": _("See whom to notify"),
    "notifications.push": _("Send a push to a browser"),
    "notifications.digests": _("Send digests of notifications"),
    "notifications.forget_old": _("Delete old notifications"),
    "webhooks.tick": _("See what webhooks are to be told"),
    "webhooks.send": _("Send events to a webhook"),
    "webhooks.replay": _("Send events to a webhook again"),
    "webhooks.forget_old": _("Delete old deliveries of webhooks"),
    "merging.look_for_same": _("Look for entries of one person"),
    "merging.look_at_new": _("See who of the new customers is known already"),
    "merging.complete_new": _("Take along what came in after a merge"),
    "incidents.answer": _("Answer all conversations of an incident"),
    "customers.erase": _("Erase a customer"),
    "exports.make": _("Make the file of an export"),
    "exports.forget_old": _("Delete the files of old exports"),
    "api.forget_idempotency_keys": _("Delete old idempotency keys of the API"),
    "core.learn_words": _("Learn new words for the search"),
    "core.retry_stalled": _("Give the jobs of killed workers to others"),
    "core.seal_audit": _("Seal the audit trail"),
    "core.forget_audit": _("Delete old entries of the audit trail"),
    "core.forget_buckets": _("Forget who was slowed down"),
}


@login_required
@require_GET
def failed(request: HttpRequest) -> HttpResponse:
    """Show the newest failed jobs."""
    mailboxes = Mailbox.objects.visible_to(_actor(request))
    rows = [
        (job, TASKS.get(job.task, job.task), _about(job)) for job in failed_jobs(caps.PAGE_ROWS)
    ]
    values = {"rows": rows, "place": "jobs", "troubled": watching.troubled(mailboxes)}
    return render(request, "desk/failed_jobs.html", values)


@login_required
@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Try one again."""
    actions.retry_job(by=_actor(request), job_id=job_id)
    return redirect("failed-jobs")


def _actor(request: HttpRequest) -> Actor:
    agent = request.user
    if not isinstance(agent, Agent) or not agent.may(SEE_SYSTEM):
        raise Http404
    return agent.actor


def _about(job: FailedJob) -> str:
    """Return the ids that the job was given; jobs carry no personal data."""
    return ", ".join(f"{name} {value}" for name, value in sorted(job.arguments.items()))
