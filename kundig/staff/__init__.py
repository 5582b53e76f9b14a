"""Agents, teams, levels and roles: who answers, and who may do what.

Verbs: agent.invite, agent.change, agent.deactivate, agent.set_availability, team.make, team.change, role.make, role.change.
"""
