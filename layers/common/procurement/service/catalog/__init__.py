"""Use cases of a seller's catalog."""
