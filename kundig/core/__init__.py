"""The ground every room stands on: actions, events, live updates, caps, errors."""
