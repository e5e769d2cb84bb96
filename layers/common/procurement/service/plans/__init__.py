"""Use cases of purchase orders as files and stack resources."""
