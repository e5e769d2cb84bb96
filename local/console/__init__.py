"""The web console of a local stack: its files in a bucket, its users, its address."""
