"""The words that were written here, so that a search can forgive: slips, other spellings, parts of compound words.

Verbs hand in the words of a text (`FreshWords`); a job learns those that are new (`learn`). `alike` returns the known words
that somebody may have meant. Words tell nothing of where they stand: whoever shows one asks first whether this
reader finds anything by it.
"""

from kundig.core.vocabulary.alike import Alike, Kind, alike
from kundig.core.vocabulary.learn import learn

__all__ = ["Alike", "Kind", "alike", "learn"]
