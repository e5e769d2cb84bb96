"""Use cases that take issued documents to procurement portals."""
