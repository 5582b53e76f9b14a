"""What happens to that by which conversations are sorted: categories, and what follows them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import Ref, declare
from kundig.core.models import Matter

CATEGORY_SET = declare(
    "conversation.category_set",
    _("{actor} put the conversation into the category {category}"),
    icon="folder",
    fields={"category": Ref("category"), "before": Ref("category")},
)
CATEGORY_CLEARED = declare(
    "conversation.category_cleared",
    _("{actor} took the conversation out of the category {before}"),
    icon="folder",
    fields={"before": Ref("category")},
)
CATEGORY_MADE = declare(
    "category.made",
    _("{actor} added the category {label}"),
    icon="folder",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
CATEGORY_CHANGED = declare(
    "category.changed",
    _("{actor} changed the category {label}"),
    icon="folder",
    fields={"label": str, "fields": list},
    audited=Matter.SETTINGS,
)
CATEGORY_MOVED = declare(
    "category.moved",
    _("{actor} moved the category {label}"),
    icon="folder",
    fields={"label": str, "under": Ref("category"), "place": int},
    audited=Matter.SETTINGS,
)
CATEGORY_ARCHIVED = declare(
    "category.archived",
    _("{actor} archived the category {label}"),
    icon="archive",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
CATEGORY_RESTORED = declare(
    "category.restored",
    _("{actor} brought the category {label} back"),
    icon="rotate-ccw",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
CATEGORY_MERGED = declare(
    "category.merged",
    _("{actor} merged the category {label} into {into}"),
    icon="merge",
    fields={"label": str, "into": Ref("category")},
    audited=Matter.SETTINGS,
)
TAG_MADE = declare(
    "tag.made",
    _("{actor} added the tag {label}"),
    icon="tag",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
TAG_CHANGED = declare(
    "tag.changed",
    _("{actor} changed the tag {label}, which was called {before}"),
    icon="tag",
    fields={"label": str, "before": str},
    audited=Matter.SETTINGS,
)
TAG_ARCHIVED = declare(
    "tag.archived",
    _("{actor} archived the tag {label}"),
    icon="archive",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
TAG_RESTORED = declare(
    "tag.restored",
    _("{actor} brought the tag {label} back"),
    icon="rotate-ccw",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
TAG_MERGED = declare(
    "tag.merged",
    _("{actor} merged the tag {label} into {into}"),
    icon="merge",
    fields={"label": str, "into": Ref("tag")},
    audited=Matter.SETTINGS,
)
TAG_SEPARATED = declare(
    "tag.separated",
    _("{actor} separated the tag {label} from {into} again"),
    icon="split",
    fields={"label": str, "into": Ref("tag")},
    audited=Matter.SETTINGS,
)
FIELDS_SET = declare(
    "conversation.fields_set",
    _("{actor} filled in: {labels}"),
    icon="pencil",
    fields={"labels": str, "fields": list},
)
FIELD_MADE = declare(
    "conversation_field.made",
    _("{actor} added the field {label}"),
    icon="sliders-horizontal",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
FIELD_CHANGED = declare(
    "conversation_field.changed",
    _("{actor} changed the field {label}"),
    icon="sliders-horizontal",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
FIELD_ARCHIVED = declare(
    "conversation_field.archived",
    _("{actor} archived the field {label}"),
    icon="archive",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
FIELD_RESTORED = declare(
    "conversation_field.restored",
    _("{actor} brought the field {label} back"),
    icon="rotate-ccw",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
