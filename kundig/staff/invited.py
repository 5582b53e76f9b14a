"""Whether an invitation still counts: it never outlives the rights of whoever invited."""

from __future__ import annotations

from kundig.core.actor import Actor
from kundig.staff import rights
from kundig.staff.models import Invitation
from kundig.staff.permissions import MANAGE_STAFF


def is_backed(invitation: Invitation) -> bool:
    """Tell whether whoever invited could still do so, with this role and these teams.

    What Kundig itself or its command line has invited needs nobody's rights.
    """
    if invitation.invited_by is None:
        return True
    actor = invitation.invited_by.actor
    return actor.may(MANAGE_STAFF) and may_invite(actor, invitation)


def may_invite(by: Actor, invitation: Invitation) -> bool:
    """Tell whether somebody who manages the staff could have sent this invitation."""
    return rights.holds(by, invitation.role) and rights.reaches(by, invitation.teams.all())
