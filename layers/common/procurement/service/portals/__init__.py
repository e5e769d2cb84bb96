"""Use cases of procurement portals."""
