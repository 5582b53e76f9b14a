"""What can be said of a field, by its kind: text, choice, list, number, moment, yes or no.

Each operator knows its words, its SQL and its check. Nothing (NULL) is treated alike in both, and spelled out: a positive
operator never holds for nothing, unless it asks for it; a negative one is always the plain opposite of a positive one, for
things without a value, too. What is nobody's is not Anna's. So an opposite is made in one place and never written twice.
"""

from kundig.core.conditions.operators.base import Operator, Path, opposite
from kundig.core.conditions.operators.choice import CHOICE, LIST
from kundig.core.conditions.operators.moment import MOMENT, MOVING
from kundig.core.conditions.operators.number import NUMBER
from kundig.core.conditions.operators.text import TEXT
from kundig.core.conditions.operators.yes_no import YES_NO, YES_NO_BY_MOMENT

__all__ = [
    "CHOICE",
    "LIST",
    "MOMENT",
    "MOVING",
    "NUMBER",
    "TEXT",
    "YES_NO",
    "YES_NO_BY_MOMENT",
    "Operator",
    "Path",
    "opposite",
]
