"""What an answer costs."""

from __future__ import annotations

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kundig.conversations.models import Conversation
from kundig.staff.models import Agent


def test_an_answer_takes_few_queries(
    client: Client,
    conversation: Conversation,
    anna: Agent,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(anna)
    address, words = f"/conversations/{conversation.pk}/reply/", {"text": "Gern."}
    client.post(address, words, headers={"HX-Request": "true"})
    with django_assert_max_num_queries(15):
        client.post(address, words, headers={"HX-Request": "true"})
