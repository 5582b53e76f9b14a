"""What we promise to customers in our answers: “Wir melden uns bis Freitag.”

`find_promises` reads them out of an answer.
"""

from kundig.conversations.promises.grammar import Found, find_promises

__all__ = ["Found", "find_promises"]
