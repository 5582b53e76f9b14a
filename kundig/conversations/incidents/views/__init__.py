"""Pages of incidents: what is known, answering everybody, and the way there from a conversation."""
