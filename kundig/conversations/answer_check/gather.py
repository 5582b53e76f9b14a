"""What the checks have to know, fetched at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.contrib.postgres.search import SearchQuery
from django.urls import reverse

from kundig.conversations.answer_check.answer import Answer
from kundig.conversations.answer_check.belongs import LINK
from kundig.conversations.file_links import find_link
from kundig.conversations.models import Conversation, Direction
from kundig.core import caps
from kundig.core.prose import own_words
from kundig.customers.models import Address, AddressKind, Customer
from kundig.staff.models import Agent

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# Numbers of orders, customers, contracts. Shorter ones are years, prices and sizes.
_NUMBER = re.compile(r"(?<![\w.,+/@-])(?:[A-Za-z]{1,4}[-/]?)?(\d{6,20})(?![\w@])")


def gather(conversation: Conversation, agent: Agent, text: str, file_count: int = 0) -> Answer:
    """Return an answer with what the conversation, and whatever else `agent` may see, knows about what it says."""
    text = text[: caps.CHECKED_CHARS]
    newest = conversation.messages.filter(withdrawn_at=None, automatic="", is_confidential=False)
    newest = newest.exclude(direction=Direction.NOTE).order_by("-created_at", "-pk")
    told = list(newest.values_list("direction", "visible_text")[: caps.CHECKED_MESSAGES])
    sides = [direction == Direction.INBOUND for direction, _words in told]
    turn = sides.index(False) if False in sides else len(sides)
    written = told[turn][1] if turn < len(told) else ""
    received = _joined(words for direction, words in told if direction == Direction.INBOUND)
    said = "\n".join(words for _direction, words in told)
    own = own_words(text)
    customer = conversation.customer
    return Answer(
        text=text,
        file_count=file_count,
        customer_name="" if "@" in customer.name else customer.name,
        unanswered=_joined(words for _direction, words in told[:turn]),
        received=received,
        written=written,
        foreign=(
            *_foreign_mail(own, said, customer, agent),
            *_foreign_numbers(own, said, customer, agent),
        ),
        dead_links={link: wrong for link in LINK.findall(own) if (wrong := _ours_wrong(link))},
    )


def _joined(newest_first: Iterable[str]) -> str:
    return "\n".join(reversed(list(newest_first)))


def _foreign_mail(text: str, said: str, customer: Customer, agent: Agent) -> list[str]:
    """Return the addresses in `text` that belong to customers of other companies, and were not named here."""
    found = {value.casefold(): value for value in _MAIL.findall(text)[: caps.CHECKED_VALUES]}
    asked = [key for key in found if key not in said.casefold()]
    if not asked:
        return []
    others = Customer.objects.visible_to(agent.actor).exclude(pk=customer.pk)
    if customer.company_id:
        others = others.exclude(company=customer.company_id)
    rows = Address.objects.filter(kind=AddressKind.MAIL, key__in=asked, customer__in=others)
    return [found[key] for key in rows.values_list("key", flat=True) if key in found]


def _foreign_numbers(text: str, said: str, customer: Customer, agent: Agent) -> list[str]:
    """Return the numbers in `text` that stand in the conversations of one or two others, and nowhere with this customer.

    What stands with more people is nobody's: the number of a hotline, or of a form.
    """
    found = dict.fromkeys(number for number in _NUMBER.findall(text) if number not in said)
    foreign = []
    for number in list(found)[: caps.CHECKED_NUMBERS]:
        words = SearchQuery(f"'{number}' | '-{number}'", config="simple", search_type="raw")
        rows = Conversation.objects.visible_to(agent.actor).filter(search_entry__document=words)
        owners = set(rows.values_list("customer", flat=True).distinct()[:3])
        if owners and len(owners) < 3 and customer.pk not in owners:
            foreign.append(number)
    return foreign


def _ours_wrong(link: str) -> str:
    """Return what is wrong with a link to this installation; "" for one that customers may open, and any other."""
    ours, theirs = urlsplit(settings.URL), _split(link)
    if theirs is None or theirs.netloc.lower() != ours.netloc.lower():
        return ""
    files = reverse("file-link", args=["token"]).removesuffix("token/")
    path = unquote(theirs.path)
    if path.startswith(files):
        return "" if find_link(path.removeprefix(files).strip("/")) else "ended"
    return "inside"


def _split(link: str) -> SplitResult | None:
    try:
        return urlsplit(link)
    except ValueError:
        return None
