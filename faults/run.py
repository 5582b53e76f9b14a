"""One run: start everything, let it go wrong, wait until it is quiet, count."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

import django

from faults.agents import Agents
from faults.cluster import Cluster
from faults.customers import Customers
from faults.follower import Follower
from faults.mails import SERVICE, make_mails
from faults.nemesis import Nemesis
from faults.parts import Part
from faults.plan import Plan
from faults.receiver import Receiver
from tests.ports import free_port, wait_for_port

Tell = Callable[[str], None]
REPORT_SECONDS = 15


def run(plan: Plan, cluster: Cluster, folder: Path, *, may_fill: bool, tell: Tell) -> int:
    """Return 0 where nothing was lost, nothing doubled and nothing left to a person."""
    world = make_world(plan, cluster, folder, may_fill=may_fill, tell=tell)
    try:
        world.start()
        is_quiet = world.wait_until_quiet()
        time.sleep(1)  # what was said last is heard
        return world.report(is_quiet=is_quiet)
    finally:
        world.stop()


@dataclass
class World:
    """All who take part in a run."""

    plan: Plan
    parts: list[Part]
    customers: Customers
    agents: Agents
    receiver: Receiver
    follower: Follower
    nemesis: Nemesis
    tell: Tell
    revived: int = 0
    started: float = field(default_factory=time.time)

    def start(self) -> None:
        """Start Kundig, wait until it listens, and let the others loose."""
        self.receiver.start()
        for part in self.parts:
            part.start()
        wait_for_port(self.customers.port)
        wait_for_port(self.agents.port)
        self.follower.start()
        self.started = time.time()
        self.customers.start()
        self.agents.start()
        self.nemesis.start()

    def stop(self) -> None:
        """Stop everybody."""
        self.nemesis.stop()
        self.customers.stop()
        self.agents.stop()
        self.follower.stop()
        for part in self.parts:
            part.stop()
        self.receiver.stop()

    def wait_until_quiet(self) -> bool:
        """Wait until all was sent, all faults happened and all is worked off; False where that takes too long."""
        told, until = 0.0, float("inf")
        while time.monotonic() < until:
            # A part ends where the database stays away at its start; a service manager starts it anew.
            self.revived += sum(part.revive() for part in self.parts)
            if time.monotonic() - told > REPORT_SECONDS:
                told = time.monotonic()
                self.tell(self._progress())
            if self.nemesis.is_done() and self.customers.is_done():
                if not self.receiver.is_well.is_set():
                    self.receiver.is_well.set()
                    until = time.monotonic() + self.plan.patience_seconds
                if self.agents.is_done() and _is_quiet():
                    return True
            time.sleep(0.5)
        return False

    def _progress(self) -> str:
        return (
            f"{len(self.customers.taken)} mails taken, {len(self.agents.answered)} answered, "
            f"{len(self.receiver.taken)} arrived, {sum(self.nemesis.done.values())} faults"
        )

    def report(self, *, is_quiet: bool) -> int:
        """Say what happened and what is wrong; returns the exit code."""
        from faults.checker import wrongs

        for line in self._story():
            self.tell(line)
        faults = sum(self.nemesis.done.values()) + self.revived
        found = list(wrongs(self.customers.taken, self.agents, self.receiver, faults))
        if not is_quiet:
            found.append(f"it did not become quiet in {self.plan.patience_seconds:.0f} s")
        for wrong in found:
            self.tell(f"WRONG  {wrong}")
        self.tell("nothing lost" if not found else f"{len(found)} things wrong")
        return 1 if found else 0

    def _story(self) -> Iterator[str]:
        from faults import lateness

        seconds = time.time() - self.started
        for name, count in sorted(self.nemesis.done.items()):
            yield f"{count:5}  {name}"
        yield f"{self.revived:5}  part that had ended by itself started anew"
        taken, twice = len(self.customers.taken), sum(n - 1 for n in self.receiver.taken.values())
        yield f"{taken} mails in {seconds:.0f} s; senders tried {self.customers.refusals} times again"
        yield (
            f"{len(self.agents.answered)} answers, {len(self.receiver.taken)} arrived, {twice} of them twice "
            f"({self.receiver.dropped} lines broken after DATA)"
        )
        outages = self.nemesis.outages
        lengths = sorted(until - since for since, until in outages)
        if lengths:
            yield f"the database lay down {lengths[len(lengths) // 2]:.1f} s, {lengths[-1]:.1f} s at most"
        events = lateness.of_events(self.follower, self.started)
        yield from lateness.report("events heard by a browser", events, outages)
        yield from lateness.report("mails visible", lateness.of_mails(), outages)
        yield f"{self.follower.connects} connects, {self.follower.resets} resets of the browser"


def _is_quiet() -> bool:
    from django.db import DatabaseError, InterfaceError, connection

    from faults.checker import is_quiet

    try:
        return is_quiet()
    except (DatabaseError, InterfaceError):
        return False
    finally:
        connection.close()


def make_world(plan: Plan, cluster: Cluster, folder: Path, *, may_fill: bool, tell: Tell) -> World:
    """Make the database and all who take part; nothing is started yet."""
    web, smtp, out = free_port(), free_port(), free_port()
    token, cookies = _set_up(out)
    url = f"http://127.0.0.1:{web}"
    parts = _parts(folder, web, smtp)
    mails = make_mails(plan.seed, plan.mails, plan.hostile)
    return World(
        plan=plan,
        parts=parts,
        customers=Customers(smtp, mails, plan.senders, plan.pause_between_mails),
        agents=Agents(web, token, plan.answers),
        receiver=Receiver(plan.seed, out),
        follower=Follower(url, cookies),
        nemesis=Nemesis(plan, cluster, parts, may_fill=may_fill, tell=tell),
        tell=tell,
    )


def _set_up(out: int) -> tuple[str, dict[str, str]]:
    """Make the organisation, its mailbox and an agent; returns the agent's token and cookie."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from kundig.channels.actions import set_pace
    from kundig.channels.email.actions import make as make_mailbox
    from kundig.core import caps
    from kundig.core.actor import SYSTEM
    from kundig.staff import actions
    from tests.server import session_cookie

    mailbox = make_mailbox(
        by=SYSTEM, address=SERVICE, smtp_host="127.0.0.1", smtp_port=out, smtp_security="none"
    )
    # The faults are what holds the answers up, not the ordinary pace.
    set_pace(mailbox.channel, by=SYSTEM, per_minute=caps.SENDS_PER_MINUTE_MOST)
    agent = actions.set_up(
        by=SYSTEM,
        name="Lummer",
        language="de",
        administrator="Anna",
        email="anna@lummer.example",
        password=token_hex(16),
    ).administrator
    return actions.make_token(agent, by=SYSTEM, name="faults"), session_cookie(agent)


def _parts(folder: Path, web: int, smtp: int) -> list[Part]:
    environment = {
        "KUNDIG_PORT": str(web),
        "KUNDIG_URL": f"http://127.0.0.1:{web}",
        "KUNDIG_SMTP_PORT": str(smtp),
        "KUNDIG_SMTP_HOST": "127.0.0.1",
    }
    commands = {
        "web": ["web"],
        "worker": ["worker", "--heartbeat", "1", "--silence", "4"],
        "listener": ["mail-listener"],
    }
    return [
        Part(name, words, environment, folder / f"{name}.log") for name, words in commands.items()
    ]
