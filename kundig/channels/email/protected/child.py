"""The child process that opens and seals mails. Started and fed by `guard`, never by hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pysequoia import Cert, Tsk

from kundig.channels.email.protected import certificates, cms, importing, openpgp, wire
from kundig.channels.email.protected.opening import Keyring, open_mail
from kundig.channels.email.protected.report import report_facts
from kundig.channels.email.protected.sealing import PgpSealer, SmimeSealer
from kundig.core.child import Answer, serve


def _open(data: bytes) -> Answer:
    """A mail without its layers."""
    facts, raw = wire.read_question(data)
    keyring = Keyring(
        [_own_certificate(one) for one in facts["certificates"]],
        [_own_key(one) for one in facts["keys"]],
        [Cert.from_bytes(one.encode()) for one in facts["known"]],
        _trust(facts),
    )
    found, entities = report_facts(open_mail(raw, keyring))
    return _words(found), entities


def _seal(data: bytes) -> Answer:
    """An entity signed, or encrypted for each group of recipients."""
    facts, entity = wire.read_question(data)
    own = facts["own"]
    sealer: SmimeSealer | PgpSealer
    if facts["scheme"] == "smime":
        sealer = SmimeSealer(_own_certificate(own) if own else None)
    else:
        sealer = PgpSealer(_own_key(own) if own else None)
    if not facts["groups"]:
        return _words({}), [sealer.signed(entity)]
    groups = [[one.encode() for one in group] for group in facts["groups"]]
    sealed = [sealer.encrypted(entity, group) for group in groups]
    return _words({"sizes": [len(one) for one in sealed]}), sealed


def _import(data: bytes) -> Answer:
    """What somebody uploads."""
    facts, content = wire.read_question(data)
    try:
        return _words(_imported(facts, content)), []
    except importing.Unfit as problem:
        return _words({"unfit": str(problem)}), []


def _imported(facts: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    what, password, trust = facts["what"], facts["password"], _trust(facts)
    if what == "smime":
        return asdict(importing.read_own_certificate(content, password, trust))
    if what == "pgp":
        return asdict(importing.read_own_key(content, password))
    if what == "known":
        return {"keys": [asdict(one) for one in importing.read_known(content, trust)]}
    if what == "authority":
        return asdict(importing.read_authority(content))
    return asdict(importing.read_revocations(content))


def _judge(data: bytes) -> Answer:
    """How certificates stand now, after somebody has named an authority or uploaded a list."""
    facts, _content = wire.read_question(data)
    trust = _trust(facts)
    found = []
    for pem in facts["judged"]:
        first, *others = x509.load_pem_x509_certificates(pem.encode())
        found.append(
            {
                "vouched": certificates.is_vouched(first, others, trust),
                "life": certificates.life_of(first, others, trust),
            }
        )
    return _words({"judged": found}), []


def _words(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(facts).encode("ascii")


def _trust(facts: Mapping[str, Any]) -> certificates.Trust:
    named = [x509.load_pem_x509_certificate(one.encode()) for one in facts["authorities"]]
    lists = [x509.load_pem_x509_crl(one.encode()) for one in facts["revocations"]]
    return certificates.Trust(named, lists)


def _own_certificate(own: Mapping[str, str]) -> cms.OwnCertificate:
    first, *chain = x509.load_pem_x509_certificates(own["public"].encode())
    key = serialization.load_pem_private_key(own["private"].encode(), None)
    return cms.OwnCertificate(first, tuple(chain), key)  # type: ignore[arg-type]  # importing takes no other


def _own_key(own: Mapping[str, str]) -> openpgp.OwnKey:
    return openpgp.OwnKey(Tsk.from_bytes(own["private"].encode()), own["passphrase"] or None)


STAGES = {wire.OPEN: _open, wire.SEAL: _seal, wire.IMPORT: _import, wire.JUDGE: _judge}

if __name__ == "__main__":
    sys.exit(serve(STAGES, sys.argv[1:]))
