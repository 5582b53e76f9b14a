"""Whether a mail comes from whom it says: read from a server that we trust, or found out ourselves."""
