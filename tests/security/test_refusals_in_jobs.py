"""What is refused in a job leaves its trace, although the job's own transaction is undone."""

from __future__ import annotations

import pytest
from django.db import transaction
from procrastinate.contrib.django import app

from kundig.conversations import actions
from kundig.conversations.models import Conversation
from kundig.core.models import AuditEntry
from kundig.desk.tests.test_failed_jobs import run_worker
from kundig.staff.models import Agent
from tests.jobs import forget_jobs


@app.task(name="tests.refused", queue="default")
def refused(conversation_id: int, agent_id: int) -> None:
    """Try what this agent may not do, in a transaction of the job's own."""
    agent = Agent.objects.get(pk=agent_id)
    with transaction.atomic():
        actions.resolve(Conversation.objects.get(pk=conversation_id), by=agent.actor)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_in_a_jobs_own_transaction_is_kept(
    rita: Agent, conversation: Conversation
) -> None:
    forget_jobs()
    refused.defer(conversation_id=conversation.pk, agent_id=rita.pk)
    run_worker()
    entry = AuditEntry.objects.get(kind="refused.not_allowed")
    assert (entry.actor_id, entry.subject_id) == (rita.pk, conversation.pk)
    forget_jobs()
