"""Use cases that look whether the books are as they were written."""
