"""Macros: several verbs at once, kept by somebody for themselves, a team or everybody."""
