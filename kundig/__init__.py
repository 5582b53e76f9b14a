"""Kundig: an open, self-hosted customer-service platform. Everything that happens goes in as an action and comes out as an event."""
