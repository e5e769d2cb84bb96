"""Purchase orders as they should be: documents, considered edits, and what they would change."""
