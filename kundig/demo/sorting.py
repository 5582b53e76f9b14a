"""How the company sorts its conversations: a tree of categories, found again by their names."""

from __future__ import annotations

from kundig.conversations import actions
from kundig.conversations.models import Category, Conversation
from kundig.core.actor import Actor

# Above, name, what belongs there.
CATEGORIES = (
    ("", "Bestellung", "Alles vor dem Versand: Fragen, Angebote, Aufträge."),
    ("Bestellung", "Beratung", "Welches Rad passt, und was passt ans Rad."),
    ("Bestellung", "Angebot", "Preise und Mengen für Firmen und Händler."),
    ("", "Lieferung", "Vom Versand bis zur Haustür."),
    ("Lieferung", "Transportschaden", "Beschädigt oder unvollständig angekommen."),
    ("Lieferung", "Rückgabe", "Widerruf und Rücksendung."),
    ("", "Technik", "Alles, was am Rad klemmt, klappert oder fehlt."),
    ("Technik", "Ersatzteil", "Teile finden und nachbestellen."),
    ("Technik", "Reparatur", "Termine und Aufträge der Werkstatt."),
    ("Technik", "Garantie", "Mängel innerhalb der Gewährleistung."),
    ("", "Rechnung", "Zahlung, Gutschrift, Mahnung."),
)


def draw_categories(by: Actor) -> None:
    """Make the tree."""
    made: dict[str, Category] = {}
    for above, name, description in CATEGORIES:
        made[name] = actions.make_category(
            by=by, name=name, description=description, under=made.get(above)
        )


def sort_by_tags(conversation: Conversation, tags: tuple[str, ...], by: Actor) -> None:
    """Put a conversation into the category that is called like the first of its tags that is one."""
    found = {one.name: one for one in Category.objects.filter(name__in=tags)}
    category = next((found[name] for name in tags if name in found), None)
    if category is not None:
        actions.set_category(conversation, by=by, category=category)
