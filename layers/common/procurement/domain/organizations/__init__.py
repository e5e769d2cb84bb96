"""Organizations: who pays for whom, since when, and the integration with Marketplace."""
