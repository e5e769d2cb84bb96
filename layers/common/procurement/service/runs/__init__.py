"""Invoice runs: planned, handed out part by part, settled, and tried without writing."""
