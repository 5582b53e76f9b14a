"""Agents, teams, levels and roles: who answers, who may do what, and how they sign in.

Verbs: organisation.set_up, organisation.change; agent.invite, invitation.accept, invitation.withdraw;
agent.change, agent.set_password, agent.set_preferences, agent.set_availability, agent.end_session,
agent.end_other_sessions, agent.deactivate, agent.reactivate; team.make, team.change, team.archive, team.restore; level.make, level.change,
level.remove; role.make, role.change, role.remove; token.make, token.revoke.
Events: the same things, named in `events.py`.
"""
