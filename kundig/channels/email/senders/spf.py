"""SPF (RFC 7208): whether the domain in MAIL FROM lets the server that brought a mail send for it.

Known only for mail that came by our own listener from outside: behind another mail server every mail comes
from there. As the RFC advises, `ptr` is not looked up: it never matches, and its macro is "unknown".
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from kundig.channels.email.senders.dns import Questions, Unanswered
from kundig.channels.email.senders.spf_record import Broken, Record, Term, parse
from kundig.channels.email.senders.spf_words import Words, is_name
from kundig.core import caps

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Spf(StrEnum):
    """What came of it, in the RFC's words."""

    PASS = "pass"  # noqa: S105  # the RFC's word, nobody's secret
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


@dataclass(frozen=True)
class Checked:
    """A result, and the domain that it is about."""

    result: Spf
    domain: str


_BY_SIGN = {"+": Spf.PASS, "-": Spf.FAIL, "~": Spf.SOFTFAIL, "?": Spf.NEUTRAL}


def domain_of(mail_from: str, helo: str) -> str:
    """Return the domain that is asked: that of MAIL FROM, or the name in HELO where that is empty; "" for nonsense."""
    return _ascii((mail_from or helo).rpartition("@")[2])


def check(peer: str, mail_from: str, helo: str, questions: Questions) -> Checked:
    """Return whether `peer` may send for the domain in MAIL FROM, or for the name in HELO where that is empty.

    `peer` is an IP address, ValueError for anything else. Takes what strangers say in the others.
    """
    address = ipaddress.ip_address(peer.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    local, domain = (mail_from or helo).rpartition("@")[0], domain_of(mail_from, helo)
    asking = _Asking(address, f"{local or 'postmaster'}@{domain}", helo, questions)
    try:
        return Checked(asking.result_of(domain), domain)
    except Broken:
        return Checked(Spf.PERMERROR, domain)
    except Unanswered:
        return Checked(Spf.TEMPERROR, domain)


@dataclass
class _Asking:
    """One check, with what it has asked so far: whoever publishes a record must not make us ask on and on."""

    peer: IpAddress
    sender: str
    helo: str
    questions: Questions
    terms: int = 0
    empty: int = 0

    def result_of(self, domain: str) -> Spf:
        """Evaluate a domain's record. Raises Broken, Unanswered."""
        record = self._record(domain)
        if record is None:
            return Spf.NONE
        words = Words(self.sender, self.helo, self.peer, domain)
        for term in record.terms:
            if self._matches(term, words):
                return _BY_SIGN[term.sign]
        if not record.redirect:
            return Spf.NEUTRAL
        self._count_term()
        result = self.result_of(words.filled(record.redirect))
        if result is Spf.NONE:
            raise Broken("redirect to nothing")
        return result

    def _record(self, domain: str) -> Record | None:
        if not is_name(domain):
            return None
        found = [text for text in self.questions.texts(domain) if _is_record(text)]
        if len(found) > 1:
            raise Broken("several records")
        return parse(found[0]) if found else None

    def _matches(self, term: Term, words: Words) -> bool:
        if term.name == "all":
            return True
        if term.network is not None:
            return self.peer in term.network
        self._count_term()
        return self._finds(term, words.filled(term.domain) if term.domain else words.domain)

    def _finds(self, term: Term, name: str) -> bool:
        match term.name:
            case "include":
                return self._includes(name)
            case "exists":
                return bool(self._addresses(name, v6=False))
            case "a":
                return self._is_one_of(self._own_addresses(name), term)
            case "mx":
                return self._is_mail_server(name, term)
            case _:
                return False

    def _includes(self, name: str) -> bool:
        result = self.result_of(name)
        if result is Spf.NONE:
            raise Broken("include of nothing")
        return result is Spf.PASS

    def _is_mail_server(self, name: str, term: Term) -> bool:
        servers = self._noticing(self.questions.mail_servers(name) if is_name(name) else [])
        if len(servers) > caps.SPF_MAIL_SERVERS:
            raise Broken("too many mail servers")
        return any(self._is_one_of(self._own_addresses(one), term) for one in servers)

    def _own_addresses(self, name: str) -> list[str]:
        return self._addresses(name, v6=self.peer.version == 6)

    def _addresses(self, name: str, *, v6: bool) -> list[str]:
        return self._noticing(self.questions.addresses(name, v6=v6) if is_name(name) else [])

    def _is_one_of(self, addresses: list[str], term: Term) -> bool:
        length = term.v6_length if self.peer.version == 6 else term.v4_length
        return any(
            self.peer in ipaddress.ip_network(f"{one}/{length}", strict=False) for one in addresses
        )

    def _count_term(self) -> None:
        self.terms += 1
        if self.terms > caps.SPF_TERMS:
            raise Broken("too many terms that ask")

    def _noticing(self, found: list[str]) -> list[str]:
        """What was found; whoever lets us ask for nothing again and again has a broken record."""
        if not found:
            self.empty += 1
        if self.empty > caps.SPF_EMPTY_ANSWERS:
            raise Broken("too many names without an answer")
        return found


def _is_record(text: str) -> bool:
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
