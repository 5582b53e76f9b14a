"""One scene while it is played: its conversation, and the mails that both sides have sent in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser
from zoneinfo import ZoneInfo

from kundig.channels.email.addresses import find_channel
from kundig.channels.email.models import SentMail
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.models import Conversation, Direction, Message, Priority
from kundig.core.actor import SYSTEM, Actor
from kundig.core.time import now
from kundig.customers import actions as customers

from . import company, steps
from .founding import Crew
from .mail import CustomerMail
from .queue import Queue
from .quoting import Earlier
from .sorting import sort_by_tags


@dataclass(frozen=True)
class Sent:
    """An answer of ours, and the signature that went out below it."""

    message: Message
    signature: str


class Thread:
    """Takes the steps of one scene, each at its time, which the caller has set."""

    def __init__(self, scene: steps.Scene, crew: Crew, queue: Queue) -> None:
        self.scene = scene
        self._crew = crew
        self._queue = queue
        self._mails: list[Earlier | Sent] = []
        self._copied: list[str] = []
        self.conversation = Conversation()
        # When each agent, by id, last had their hands on it.
        self.worked_on: dict[int, datetime] = {}

    def go_on(self, step: steps.Step) -> None:
        """Let the next step happen."""
        if isinstance(step, CustomerMail):
            self._receive(step)
        elif step.by == steps.CLOCK:
            self._work(step, SYSTEM)
        else:
            agent = self._crew.agents[step.by]
            self.worked_on[agent.pk] = step.at
            if isinstance(step, steps.Reply | steps.Begin | steps.Note):
                self._write(step, agent.actor)
            else:
                self._work(step, agent.actor)

    def _write(self, step: steps.Reply | steps.Begin | steps.Note, by: Actor) -> None:
        match step:
            case steps.Reply(text=text):
                self._reply(text, by)
            case steps.Begin(text=text):
                actions.save_draft(
                    self.conversation, by=by, direction=Direction.OUTBOUND, text=text
                )
            case steps.Note(text=text):
                actions.note(self.conversation, by=by, text=text)

    def _work(self, step: steps.Step, by: Actor) -> None:
        conversation, crew = self.conversation, self._crew
        match step:
            case steps.Assign(to=key):
                actions.assign(conversation, by=by, agent=crew.agents[key])
            case steps.HandToTeam(team=key):
                actions.hand_over(conversation, by=by, team=crew.teams[key])
            case steps.SetPriority(priority=priority):
                actions.set_priority(conversation, by=by, priority=Priority[priority.upper()])
            case steps.AddTags(tags=tags):
                for name in tags:
                    actions.tag(conversation, by=by, name=name)
                sort_by_tags(conversation, tags, by)
            case steps.Snooze(until=until):
                actions.snooze(conversation, by=by, until=until)
            case steps.Resolve():
                actions.resolve(conversation, by=by)
            case steps.Close():
                actions.close(conversation, by=by)
            case steps.MarkAsSpam():
                actions.mark_spam(conversation, by=by)
            case _:
                raise TypeError(f"nobody knows how to play {step!r}")

    def _receive(self, mail: CustomerMail) -> None:
        earlier = [one if isinstance(one, Earlier) else _as_read(one) for one in self._mails]
        last = next((one for one in reversed(earlier) if one.outbound), None)
        recipient = last.reply_to if last else company.mailbox(mail.mailbox).address
        channel = find_channel(recipient)
        if channel is None:
            raise LookupError(f"nobody takes mail for {recipient}")
        envelope = {"from": mail.person.address, "to": [recipient]}
        raw = self._crew.keys.signed(mail.raw(earlier), mail.person.address)
        receipt = take_in(channel, raw, envelope=envelope)
        self._queue.work_off(now())
        message = (
            Message.objects.select_related("conversation", "customer")
            .defer("html")
            .get(receipts=receipt)
        )
        self.conversation = message.conversation
        self._mails = [*earlier, mail.sent()]
        self._copied = [person.address for person in mail.cc]
        self._make_known(mail, message)

    def _make_known(self, mail: CustomerMail, message: Message) -> None:
        """The lead knows who matters, and what the companies are called."""
        customer, clara = message.customer, self._crew.agents["clara"].actor
        if customer is None:
            return
        if mail.person.address in company.VIP:
            customers.change(customer, by=clara, vip=True)
        business = customer.company
        if business is not None and business.name in company.BUSINESSES:
            name, remark = company.BUSINESSES[business.name]
            customers.rename(business, by=clara, name=name)
            if remark:
                customers.add_company_note(business, by=clara, text=remark)

    def _reply(self, text: str, by: Actor) -> None:
        """Answer the customer, and everybody whom they have copied in."""
        message = actions.reply(self.conversation, by=by, text=text, cc=self._copied)
        team = self.conversation.team
        self._mails.append(Sent(message, team.signature if team else ""))


def _as_read(sent: Sent) -> Earlier:
    """An answer as the customer's mail program has it."""
    kept = SentMail.objects.select_related("blob").get(message=sent.message)
    letter = BytesHeaderParser(policy=policy.default).parsebytes(bytes(kept.blob.content))
    sender = letter["From"].addresses[0]
    return Earlier(
        message_id=str(letter["Message-ID"]),
        name=sender.display_name,
        address=sender.addr_spec,
        reply_to=letter["Reply-To"].addresses[0].addr_spec,
        to=letter["To"].addresses[0].addr_spec,
        subject=str(letter["Subject"]),
        sent_at=letter["Date"].datetime.astimezone(ZoneInfo(company.ZONE)),
        text=f"{sent.message.text}\n\n-- \n{sent.signature}",
        outbound=True,
    )
