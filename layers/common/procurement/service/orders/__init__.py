"""Use cases of what procurement portals send."""
