"""Invoice runs: what was found due, how it was handed out, and how far the work has come."""
