"""`python -m bench.junk SPAM GOOD`: how well the spam filter tells two folders of mails (.eml, .txt) apart.

Learns one half of each in turn with the other half to judge, as an organisation would: what is judged was never
seen. Prints precision (of what it calls spam, how much is), recall (of the spam, how much it finds), and the
good mails that it would have put aside.
"""

from __future__ import annotations

import argparse
import os
import random
from collections import Counter
from pathlib import Path

import django

from kundig.channels.email.junk.certainty import Seen, judge
from kundig.channels.email.mime.parse import parse
from kundig.core import caps

SEED = 20_261_123


def main() -> None:
    """Learn, judge and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.junk")
    parser.add_argument("spam", type=Path)
    parser.add_argument("good", type=Path)
    parser.add_argument("--lessons", type=int, nargs="*", default=[20, 100, 500, 100_000])
    options = parser.parse_args()
    spam, good = _read(options.spam), _read(options.good)
    print(f"{len(spam)} spam, {len(good)} good")
    for lessons in options.lessons:
        found, missed, wrong = _measure(spam, good, lessons)
        precision = found / max(found + wrong, 1)
        recall = found / max(found + missed, 1)
        print(
            f"{lessons:7} lessons of each at most: precision {precision:.2%}, recall {recall:.2%}, "
            f"{wrong} of {len(good)} good mails put aside",
            flush=True,
        )


def _read(folder: Path) -> list[set[str]]:
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".eml", ".txt"))
    random.Random(SEED).shuffle(files)  # an order, no secret
    return [_words(path.read_bytes()) for path in files]


def _words(raw: bytes) -> set[str]:
    from kundig.channels.email.junk.words import words_of
    from kundig.conversations.models import Message

    mail = parse(raw)
    sender = {"address": mail.sender.address, "name": mail.sender.name}
    return words_of(
        Message(subject=mail.subject, text=mail.text, html=mail.html, sender=sender, warnings=[])
    )


def _measure(spam: list[set[str]], good: list[set[str]], lessons: int) -> tuple[int, int, int]:
    found = missed = wrong = 0
    for half in (0, 1):
        in_spam, in_good = (Counter[str](), Counter[str]())
        taught_spam, taught_good = spam[half::2][:lessons], good[half::2][:lessons]
        for words in taught_spam:
            in_spam.update(words)
        for words in taught_good:
            in_good.update(words)

        def is_spam(
            words: set[str],
            in_spam: Counter[str] = in_spam,
            in_good: Counter[str] = in_good,
            taught: tuple[int, int] = (len(taught_spam), len(taught_good)),
        ) -> bool:
            known = (word for word in words if word in in_spam or word in in_good)
            seen = [Seen(word, in_spam[word], in_good[word]) for word in known]
            return judge(seen, *taught).certainty >= caps.SPAM_CERTAINTY

        judged = [is_spam(words) for words in spam[1 - half :: 2]]
        found, missed = found + sum(judged), missed + len(judged) - sum(judged)
        wrong += sum(is_spam(words) for words in good[1 - half :: 2])
    return found, missed, wrong


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig.config.settings")
    django.setup()
    main()
