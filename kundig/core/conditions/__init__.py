"""The one condition language: field – operator – value, nested by all, any and none.

A condition is data, checked strictly when it is written (`read`), never code. What is stored is read again with `load`:
a part whose field has gone since is `Broken`, and whatever holds a broken part matches nothing rather than everything.
It becomes SQL (`narrow`), a check in Python (`holds`) and a sentence in the reader's language (`describe`).
Rooms declare the fields in a `Catalogue`; this room knows no word of the domain.
"""

from kundig.core.conditions.asker import ME, MY_TEAMS, NOBODY, Asker
from kundig.core.conditions.check import holds
from kundig.core.conditions.fields import Catalogue, Choice, Field
from kundig.core.conditions.sentence import describe
from kundig.core.conditions.sql import narrow
from kundig.core.conditions.tree import (
    Broken,
    Condition,
    Group,
    Match,
    Node,
    exchanged,
    is_broken,
    load,
    mentions,
    read,
    stored,
)
from kundig.core.conditions.values import Wrong

__all__ = [
    "ME",
    "MY_TEAMS",
    "NOBODY",
    "Asker",
    "Broken",
    "Catalogue",
    "Choice",
    "Condition",
    "Field",
    "Group",
    "Match",
    "Node",
    "Wrong",
    "describe",
    "exchanged",
    "holds",
    "is_broken",
    "load",
    "mentions",
    "narrow",
    "read",
    "stored",
]
