"""Use cases of billing settings."""
