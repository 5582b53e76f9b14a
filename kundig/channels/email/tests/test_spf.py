"""SPF: which servers a domain lets send for it, and that nobody makes us ask for ever."""

from __future__ import annotations

import pytest

from kundig.channels.email.senders import spf
from kundig.channels.email.senders.dns import Network, Questions
from kundig.channels.email.senders.spf_words import is_name
from kundig.channels.email.tests.test_senders_proven import Names
from kundig.core import caps

V4, V6 = "203.0.113.7", "2001:db8::7"


@pytest.fixture
def names() -> Names:
    """A name system with a few hosts."""
    names = Names(**{"partner.example": "v=spf1 ip4:203.0.113.7 -all", "leer.example": "irgendwas"})
    names.hosts = {
        "mensah.example": [V4, V6],
        "mx.mensah.example": ["203.0.113.99", V6],
        "7.113.0.203.in-addr.list.example": ["127.0.0.2"],
        "kofi.local.example": ["127.0.0.2"],
    }
    names.servers = {"mensah.example": ["mx.mensah.example"]}
    return names


def result(
    names: Names, record: str, peer: str = V4, mail_from: str = "kofi@mensah.example"
) -> str:
    """Return what a record of Kofi's domain comes to."""
    names.records["mensah.example"] = record
    return spf.check(peer, mail_from, "mx.mensah.example", Questions(names)).result.value


@pytest.mark.parametrize(
    ("record", "peer", "wanted"),
    [
        ("v=spf1 +all", V4, "pass"),
        ("V=SPF1 -ALL", V4, "fail"),
        ("v=spf1 ~all", V4, "softfail"),
        ("v=spf1 ?all", V4, "neutral"),
        ("v=spf1", V4, "neutral"),
        ("v=spf10 -all", V4, "none"),
        ("v=spf1 ip4:203.0.113.0/29 -all", V4, "pass"),
        ("v=spf1 ip4:203.0.113.0/30 -all", V4, "fail"),
        ("v=spf1 ip4:203.0.113.7 -all", f"::ffff:{V4}", "pass"),
        ("v=spf1 ip6:2001:db8::/64 -all", V6, "pass"),
        ("v=spf1 ip6:2001:db8::/64 -all", V4, "fail"),
        ("v=spf1 a -all", V4, "pass"),
        ("v=spf1 a -all", V6, "pass"),
        ("v=spf1 a:mx.mensah.example -all", V4, "fail"),
        ("v=spf1 a:mx.mensah.example/24 -all", V4, "pass"),
        ("v=spf1 mx -all", V4, "fail"),
        ("v=spf1 mx/24 -all", V4, "pass"),
        ("v=spf1 mx/32//64 -all", "2001:db8::8", "pass"),
        ("v=spf1 include:partner.example -all", V4, "pass"),
        ("v=spf1 include:partner.example ~all", "198.51.100.1", "softfail"),
        ("v=spf1 include:leer.example -all", V4, "permerror"),
        ("v=spf1 redirect=partner.example", V4, "pass"),
        ("v=spf1 redirect=leer.example", V4, "permerror"),
        ("v=spf1 ?all redirect=partner.example", V4, "neutral"),
        ("v=spf1 exists:%{ir}.%{v}.list.example -all", V4, "pass"),
        ("v=spf1 exists:%{l}.local.example -all", V4, "pass"),
        ("v=spf1 exists:%{d1r}.local.example -all", V4, "fail"),
        ("v=spf1 ptr -all", V4, "fail"),
        ("v=spf1 neu=%{d} -all", V4, "fail"),
        ("v=spf1 erfunden -all", V4, "permerror"),
        ("v=spf1 ip4:203.0.113.300 -all", V4, "permerror"),
        ("v=spf1 ip4 -all", V4, "permerror"),
        ("v=spf1 a/33 -all", V4, "permerror"),
        ("v=spf1 a:%{x}.example -all", V4, "permerror"),
        ("v=spf1 include -all", V4, "permerror"),
        ("v=spf1 all:mensah.example", V4, "permerror"),
        ("v=spf1 redirect=a.example redirect=b.example", V4, "permerror"),
        ("v=spf1 ä -all", V4, "permerror"),
    ],
)  # fmt: skip
def test_what_a_record_says(names: Names, record: str, peer: str, wanted: str) -> None:
    assert result(names, record, peer) == wanted


def test_the_name_in_helo_stands_in_for_an_empty_sender(names: Names) -> None:
    names.records["mx.mensah.example"] = "v=spf1 a:mensah.example -all"
    checked = spf.check(V4, "", "mx.mensah.example", Questions(names))
    assert (checked.result.value, checked.domain) == ("pass", "mx.mensah.example")


@pytest.mark.parametrize(
    "sender", ["", "kofi", "kofi@", "@", "kofi@localhost", "a@" + "x" * 300, "ä@ä..b"]
)
def test_whoever_names_no_domain_is_not_looked_up(names: Names, sender: str) -> None:
    assert spf.check(V4, sender, "", Questions(names)).result == spf.Spf.NONE
    assert names.asked == 0


@pytest.mark.parametrize(
    "name",
    ["a\\.mensah.example", "mensah\\", "\\046.example", "a b.example", "a\t.example", "a\x00.example",
     "a\n.example", '"a".example', "(a).example", "a;b.example", "<a>.example", "a:b.example", "[::1].example",
     "a,b.example", "..example", ".mensah.example", "@", "*"],
)  # fmt: skip
def test_odd_characters_are_no_name(names: Names, name: str) -> None:
    assert not is_name(name)
    assert spf.check(V4, f"kofi@{name}", "", Questions(names)).result == spf.Spf.NONE
    assert spf.check(V4, "", name, Questions(names)).result == spf.Spf.NONE
    assert names.asked == 0


@pytest.mark.parametrize(
    "name", ["mensah.example", "mensah.example.", "_spf.mensah.example", "kofi+neu=x.spf.example"]
)
def test_what_local_parts_bring_is_a_name(name: str) -> None:
    assert is_name(name)


def test_a_macro_with_odd_characters_matches_nothing(names: Names) -> None:
    record = "v=spf1 exists:%{l}.local.example ~all"
    assert result(names, record, mail_from='"a\\.b"@mensah.example') == "softfail"
    assert names.asked == 1


@pytest.mark.parametrize(
    "name", ["a..example", "x\\", "\\300.example", "a" * 64, "a." * 130, "ä" * 70]
)
def test_what_can_be_no_name_has_no_records(name: str) -> None:
    """A forger who writes nonsense into a signature must not make the sender's own word unheard."""
    assert Network().texts(name, 1.0) == []


def test_a_silent_name_system_says_nothing(names: Names) -> None:
    names.is_silent = True
    assert result(names, "v=spf1 -all") == "temperror"


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 include:mensah.example -all",
        "v=spf1 redirect=mensah.example",
        "v=spf1 " + "a:mx.mensah.example " * 50 + "-all",
        "v=spf1 a:eins.example a:zwei.example a:drei.example -all",
    ],
)
def test_nobody_makes_us_ask_on_and_on(names: Names, record: str) -> None:
    assert result(names, record) == "permerror"
    assert names.asked <= 2 * caps.SPF_TERMS + 2


def test_a_domain_with_many_mail_servers_is_not_followed(names: Names) -> None:
    names.servers["mensah.example"] = [f"mx{n}.mensah.example" for n in range(11)]
    assert result(names, "v=spf1 mx -all") == "permerror"


def test_the_time_of_all_questions_is_limited(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "SENDER_SECONDS", -1.0)
    assert result(names, "v=spf1 -all") == "temperror"
    assert names.asked == 0
