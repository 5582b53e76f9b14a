"""What was found in a protected mail: plain frozen values that go through a pipe as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, cast, get_args

Scheme = Literal["smime", "pgp"]

# What the signature itself says: it fits the content, it does not, or there is no key to tell.
State = Literal["good", "bad", "weak", "unknown"]

# How the signer's key stands today.
Life = Literal["", "expired", "revoked"]

Trouble = Literal["", "no_key", "no_integrity", "damaged", "too_deep"]


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. `addresses` are those that the signer's key or certificate names.

    `vouched` tells whether an authority that we trust vouches for the certificate; of an OpenPGP key nobody
    does. `covers_envelope` where it was put around what is encrypted: whoever did that need not know the content.
    """

    scheme: Scheme
    state: State
    addresses: tuple[str, ...] = ()
    name: str = ""
    fingerprint: str = ""
    vouched: bool = False
    life: Life = ""
    covers_envelope: bool = False
    # By which the key can be found where we do not know it yet.
    key_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundKey:
    """Somebody's certificate or public key, as it may be kept: `public` is PEM or armor."""

    scheme: Scheme
    addresses: tuple[str, ...]
    fingerprint: str
    public: str
    name: str = ""
    expires: float | None = None
    life: Life = ""
    vouched: bool = False
    can_encrypt: bool = True
    key_ids: tuple[str, ...] = ()
    # Where it came from: "signature", "autocrypt", "attached", "upload".
    source: str = ""


@dataclass(slots=True)
class Opened:
    """A piece of a mail without its layers. `entity` is a MIME entity with headers of its own."""

    entity: bytes
    scheme: Scheme | Literal[""] = ""
    encrypted: bool = False
    trouble: Trouble = ""
    signatures: list[Signature] = field(default_factory=list)

    @property
    def is_protected(self) -> bool:
        """Tell whether there was any layer at all."""
        return bool(self.encrypted or self.trouble or self.signatures)


@dataclass(slots=True)
class Report:
    """A whole mail: what it says as a whole, parts of it that were protected alone, and keys that came along."""

    whole: Opened
    parts: list[Opened] = field(default_factory=list)
    keys: list[FoundKey] = field(default_factory=list)

    @property
    def everything(self) -> list[Opened]:
        """Return the whole and the parts."""
        return [self.whole, *self.parts]


def report_facts(report: Report) -> tuple[dict[str, Any], list[bytes]]:
    """The report as JSON holds it, and the bytes of its entities in order."""
    facts = [_opened_facts(one) for one in report.everything]
    keys = [asdict(key) for key in report.keys]
    return {"opened": facts, "keys": keys}, [one.entity for one in report.everything]


def read_report(facts: Mapping[str, Any], contents: bytes) -> Report:
    """The report that `report_facts` made these of; ValueError for anything else."""
    try:
        found, start = [], 0
        for one in facts["opened"]:
            end = start + int(one["size"])
            if not start <= end <= len(contents):
                raise ValueError("entity larger than what came")
            found.append(_opened(one, contents[start:end]))
            start = end
        return Report(found[0], found[1:], [read_key(key) for key in facts["keys"]])
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"no report: {error}") from error


def _opened_facts(one: Opened) -> dict[str, Any]:
    return {
        "size": len(one.entity),
        "scheme": one.scheme,
        "encrypted": one.encrypted,
        "trouble": one.trouble,
        "signatures": [asdict(signature) for signature in one.signatures],
    }


def _opened(facts: Mapping[str, Any], entity: bytes) -> Opened:
    scheme = facts["scheme"]
    return Opened(
        entity,
        scheme=_scheme(scheme) if scheme else "",
        encrypted=facts["encrypted"] is True,
        trouble=cast("Trouble", _one_of(Trouble, facts["trouble"])),
        signatures=[_signature(signature) for signature in facts["signatures"]],
    )


def _signature(facts: Mapping[str, Any]) -> Signature:
    return Signature(
        scheme=_scheme(facts["scheme"]),
        state=cast("State", _one_of(State, facts["state"])),
        addresses=_texts(facts["addresses"]),
        name=_text(facts["name"]),
        fingerprint=_text(facts["fingerprint"]),
        vouched=facts["vouched"] is True,
        life=cast("Life", _one_of(Life, facts["life"])),
        covers_envelope=facts["covers_envelope"] is True,
        key_ids=_texts(facts["key_ids"]),
    )


def read_key(facts: Mapping[str, Any]) -> FoundKey:
    """A key as the child told it; ValueError, KeyError or TypeError where it makes no sense."""
    expires = facts["expires"]
    return FoundKey(
        scheme=_scheme(facts["scheme"]),
        addresses=_texts(facts["addresses"]),
        fingerprint=_text(facts["fingerprint"]),
        public=_text(facts["public"]),
        name=_text(facts["name"]),
        expires=None if expires is None else float(expires),
        life=cast("Life", _one_of(Life, facts["life"])),
        vouched=facts["vouched"] is True,
        can_encrypt=facts["can_encrypt"] is True,
        key_ids=_texts(facts["key_ids"]),
        source=_text(facts["source"]),
    )


def _scheme(value: Any) -> Scheme:
    return cast("Scheme", _one_of(Scheme, value))


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(_text(value) for value in values)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _one_of(choices: Any, value: Any) -> str:
    if value not in get_args(choices):
        raise ValueError("unknown word")
    return cast("str", value)
