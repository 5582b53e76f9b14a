"""What a role may allow with regard to conversations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.permissions import permission

SEE = permission("conversation.see", _("See conversations"))
REPLY = permission("conversation.reply", _("Answer customers"))
NOTE = permission("conversation.note", _("Write notes"))
WORK = permission("conversation.work", _("Assign, tag, prioritise, snooze and resolve"))
ARRANGE = permission("conversation.arrange", _("Merge, split and move messages"))
# Held by Kundig itself alone: no role offers it.
RECEIVE = "conversation.receive"
