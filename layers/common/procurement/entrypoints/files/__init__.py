"""Purchase orders as files: YAML, JSON and CSV with one meaning."""
