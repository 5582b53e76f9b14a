"""How the company sorts its conversations: a tree of categories, statuses and tags, found again by their names."""

from __future__ import annotations

from kundig.conversations import actions
from kundig.conversations.models import Category, Conversation, State, Status, Tone
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

# What somebody looks at before it is answered.
CHECKED = frozenset({"Garantie", "Transportschaden"})


def draw_categories(by: Actor) -> None:
    """Make the tree."""
    made: dict[str, Category] = {}
    for above, name, description in CATEGORIES:
        made[name] = actions.make_category(
            by=by, name=name, description=description, under=made.get(above)
        )


# Name in both languages, state, how it stands out.
STATUSES = (
    ("In Prüfung", "Checking", State.OPEN, Tone.PLAIN),
    ("Rückruf vereinbart", "Call back agreed", State.OPEN, Tone.ACCENT),
    ("Ersatzteil bestellt", "Spare part ordered", State.WAITING, Tone.PLAIN),
    ("Kulanz gewährt", "Goodwill granted", State.RESOLVED, Tone.MET),
)


def draw_statuses(by: Actor) -> None:
    """Make the company's own statuses."""
    for name_de, name_en, state, tone in STATUSES:
        actions.make_status(by=by, name_de=name_de, name_en=name_en, state=state, tone=tone)


# Name, what it is for.
TAGS = (
    ("Störung Shop", "Alles, was gerade am Shop hängt; die Technik liest mit."),
    ("Rückgabe", "Ein Rad oder Teil kommt zurück oder ist schon unterwegs."),
    ("Lob", "Für die Wand in der Werkstatt."),
)


def draw_tags(by: Actor) -> None:
    """Make the tags that need a word of explanation; all others come with their first conversation."""
    for name, description in TAGS:
        actions.make_tag(by=by, name=name, description=description)


def sort_by_tags(conversation: Conversation, tags: tuple[str, ...], by: Actor) -> None:
    """Put a conversation into the category that is called like the first of its tags that is one."""
    found = {one.name: one for one in Category.objects.filter(name__in=tags)}
    category = next((found[name] for name in tags if name in found), None)
    if category is not None:
        actions.set_category(conversation, by=by, category=category)
        if category.name in CHECKED and conversation.state == State.OPEN:
            checking = Status.objects.get(name_de=STATUSES[0][0])
            actions.set_status(conversation, by=by, status=checking)
