"""Settings, addresses, entry points: the only room that knows all the others."""
