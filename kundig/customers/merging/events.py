"""What happens when two entries become one, and when they are taken apart again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import Ref, declare

MERGED = declare(
    "customer.merged",
    _("{actor} merged the entry of {source} into this one"),
    icon="merge",
    fields={"source": Ref("customer"), "merge": int},
)
MERGED_AWAY = declare(
    "customer.merged_away",
    _("{actor} merged this entry into that of {target}"),
    icon="merge",
    fields={"target": Ref("customer"), "merge": int},
)
SEPARATED = declare(
    "customer.separated",
    _("{actor} took this entry and that of {other} apart again"),
    icon="split",
    fields={"other": Ref("customer"), "merge": int},
)
COMPANY_MERGED = declare(
    "company.merged",
    _("{actor} merged the company {source} into this one"),
    icon="merge",
    fields={"source": Ref("company"), "merge": int},
)
COMPANY_MERGED_AWAY = declare(
    "company.merged_away",
    _("{actor} merged this company into {target}"),
    icon="merge",
    fields={"target": Ref("company"), "merge": int},
)
COMPANY_SEPARATED = declare(
    "company.separated",
    _("{actor} took this company and {other} apart again"),
    icon="split",
    fields={"other": Ref("company"), "merge": int},
)
NOT_THE_SAME = declare(
    "customer.not_the_same",
    _("{actor} said that {other} is somebody else"),
    icon="user-round",
    fields={"other": Ref("customer")},
)
