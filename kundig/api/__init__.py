"""JSON for programs, made from the registry of actions."""
