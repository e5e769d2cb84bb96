"""Use cases of organizations: who pays for whom, and the integration with Marketplace."""
