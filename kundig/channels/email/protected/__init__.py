"""Signed and encrypted mail: S/MIME (RFC 8551) and OpenPGP (RFC 9580, in mails RFC 3156).

What strangers send is verified, decrypted and taken apart in guarded child processes; a private key is
handed to a child for one question only, and that child ends with its answer.

In the child, without Django and without a database:
  report         what was found: signatures, keys, parts
  opening        a mail's layers, one after the other: opaque, detached, encrypted, inline
  sealing        signing and encrypting what goes out
  cms            Cryptographic Message Syntax (RFC 5652)
  certificates   X.509 certificates: whose they are, who vouches for them, whether they were revoked
  openpgp        messages, signatures and certificates of OpenPGP
  importing      keys, certificates and revocation lists that somebody uploads
  child, wire    the process itself, and questions to it

In Kundig:
  guard      the pools of children            models     keys, authorities, revocation lists
  keyring    which keys are used for whom     actions    what people decide about keys
  verdicts   what is said of a signature      collecting keys that come with mails
  receiving  from a raw mail to what it says  sending    from a mail to a signed, encrypted one
  offers     what the composer is told beforehand
"""
