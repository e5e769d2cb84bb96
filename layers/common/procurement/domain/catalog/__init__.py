"""A seller's catalog: change sets, and the entities that they change."""
