"""Django's way to PostgreSQL, by a pool that finds a lost server soon."""
