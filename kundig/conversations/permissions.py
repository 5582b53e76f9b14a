"""What a role may allow with regard to conversations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.permissions import Standing, permission

GROUP = _("Conversations")

SEE = permission("conversation.see", _("See conversations"), group=GROUP, held_from=Standing.READER)
REPLY = permission("conversation.reply", _("Answer customers"), group=GROUP)
NOTE = permission("conversation.note", _("Write notes"), group=GROUP)
WORK = permission(
    "conversation.work", _("Assign, tag, prioritise, snooze and resolve"), group=GROUP
)
MAKE_TAGS = permission(
    "conversation.make_tags", _("Give conversations tags that nobody has made yet"), group=GROUP
)
ARRANGE = permission("conversation.arrange", _("Merge, split and move messages"), group=GROUP)
SHARE_VIEWS = permission(
    "view.share",
    _("Share views with a team or with everyone"),
    group=GROUP,
    held_from=Standing.LEAD,
)
CONFIDENTIAL = permission(
    "conversation.see_confidential",
    _("Open confidential mail: codes and links that open accounts"),
    group=GROUP,
    held_from=Standing.ADMINISTRATOR,
)
EXPORT = permission(
    "export.make", _("Export conversations and lists"), group=GROUP, held_from=Standing.LEAD
)
# Held by Kundig itself alone: no role offers it.
RECEIVE = "conversation.receive"
DELIVER = "conversation.deliver"
