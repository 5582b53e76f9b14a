"""Whether an invitation still counts: it never outlives the rights of whoever invited."""

from __future__ import annotations

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
    return (
        actor.may(MANAGE_STAFF)
        and rights.holds(actor, invitation.role)
        and rights.reaches(actor, invitation.teams.all())
    )
