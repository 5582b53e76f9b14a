"""Many agents at once on the same conversations: whatever they do, the log tells what became of it.

`KUNDIG_TEST_LONG=1 pytest -s tests/test_crowd.py`: fifty agents, a hundred conversations, two minutes.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import Count, F

from kundig.conversations import actions
from kundig.conversations.models import Conversation, Delivery, Direction, Message, Move, Priority
from kundig.core.errors import NotAllowed, Refused
from kundig.core.time import now
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.replay import differences

pytestmark = pytest.mark.django_db(transaction=True)

IS_LONG = bool(os.environ.get("KUNDIG_TEST_LONG"))
# In short each agent does a number of things, in long as many as the time allows.
AGENTS, CONVERSATIONS, ACTS = (50, 100, 0) if IS_LONG else (6, 8, 25)
SECONDS = 120.0
SEED = int(os.environ.get("TEST_SEED", "20261123"))


@dataclass
class Crowd:
    """What the agents have done, all together."""

    conversations: list[int]
    teams: list[Team]
    done: Counter[str] = field(default_factory=Counter)
    answers: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    notes: threading.Lock = field(default_factory=threading.Lock)

    def work(self, agent: Agent, dice: random.Random, until: float) -> None:
        """Do one thing after the other until the time is over, or enough is done."""
        try:
            acts = 0
            while time.monotonic() < until and (not ACTS or acts < ACTS):
                acts += 1
                self.act(agent, dice, acts)
        finally:
            connection.close()

    def act(self, agent: Agent, dice: random.Random, number: int) -> None:
        """Do one thing; what is refused is refused, anything else is a fault."""
        pk = dice.choice(self.conversations)
        what = dice.choice(ORDINARY_ACTS)
        try:
            conversation = Conversation.objects.visible_to(agent.actor).get(pk=pk)
            told = getattr(self, what)(conversation, agent, dice, f"{agent.pk}-{number}")
        except (Refused, NotAllowed):
            told = ""
            what = "refused"
        except OperationalError as problem:
            with self.notes:
                self.broken.append(f"{what}: {problem}")
            return
        with self.notes:
            self.done[what] += 1
            if told:
                self.answers.append(told)

    def grab(self, on: Conversation, agent: Agent, dice: random.Random, name: str) -> None:
        """Take it."""
        actions.assign(on, by=agent.actor, agent=agent)

    def hand(self, on: Conversation, agent: Agent, dice: random.Random, name: str) -> None:
        """Hand it on."""
        actions.hand_over(on, by=agent.actor, team=dice.choice(self.teams))

    def answer(self, on: Conversation, agent: Agent, dice: random.Random, name: str) -> str:
        """Answer, with words that nobody else uses."""
        actions.reply(on, by=agent.actor, text=f"Antwort {name}", resolve=dice.random() < 0.5)
        return f"Antwort {name}"

    def note(self, on: Conversation, agent: Agent, dice: random.Random, name: str) -> None:
        """Leave a note."""
        actions.note(on, by=agent.actor, text=f"Notiz {name}")

    def tag(self, on: Conversation, agent: Agent, dice: random.Random, name: str) -> None:
        """Tag it, or take the tag off."""
        verb = dice.choice((actions.tag, actions.untag))
        verb(on, by=agent.actor, name=dice.choice(("Eile", "Rückruf", "Lob")))

    def rank(self, on: Conversation, agent: Agent, dice: random.Random, name: str) -> None:
        """Set how urgent it is."""
        actions.set_priority(on, by=agent.actor, priority=dice.choice(list(Priority)))

    def put_away(self, on: Conversation, agent: Agent, dice: random.Random, name: str) -> None:
        """Snooze it, or bring it back."""
        if dice.random() < 0.5:
            actions.snooze(on, by=agent.actor, until=now() + timedelta(days=1))
        else:
            actions.wake(on, by=agent.actor)

    def end(self, on: Conversation, agent: Agent, dice: random.Random, name: str) -> None:
        """Resolve it, close it or open it again."""
        verb = dice.choice((actions.resolve, actions.close, actions.reopen))
        verb(on, by=agent.actor)

    def merge(self, on: Conversation, agent: Agent, dice: random.Random, name: str) -> None:
        """Merge it into another."""
        into = Conversation.objects.get(pk=dice.choice(self.conversations))
        actions.merge(on, by=agent.actor, into=into)

    def part(self, on: Conversation, agent: Agent, dice: random.Random, name: str) -> None:
        """Undo what was merged into it."""
        move = Move.objects.filter(target=on, undone_at=None).order_by("?").first()
        if move is not None:
            actions.undo_move(move, by=agent.actor)


ORDINARY_ACTS = (
    *("grab", "grab", "hand", "answer", "answer", "note", "tag", "rank", "put_away", "end"),
    *("merge", "part"),
)


def test_a_crowd_leaves_what_the_log_tells(
    first_level: Team, workshop: Team, kofi: Customer, clara: Agent
) -> None:
    made = [make.conversation(customer=kofi, team=first_level).pk for _ in range(CONVERSATIONS)]
    role, teams = clara.role, [first_level, workshop]
    agents = [
        make.agent(name=f"Agent{number}", role=role, teams=[teams[number % 2]])
        for number in range(AGENTS)
    ]
    crowd, began = Crowd(made, teams), time.monotonic()
    threads = [
        threading.Thread(target=crowd.work, args=(agent, random.Random(SEED + at), began + SECONDS))
        for at, agent in enumerate(agents)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(f"seed {SEED}: {sum(crowd.done.values())} acts, {dict(crowd.done)}\n")

    assert crowd.broken == [], "nobody is told of a deadlock"
    assert differences() == []
    answers = Message.objects.filter(direction=Direction.OUTBOUND)
    assert sorted(answers.values_list("text", flat=True)) == sorted(crowd.answers), "each once"
    assert Delivery.objects.count() == len(crowd.answers)
    counted = Conversation.objects.annotate(really=Count("messages"))
    assert not counted.exclude(message_count=F("really")).exists(), "rows count their messages"
