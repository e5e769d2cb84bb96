"""Use cases of approvals, and of the procurement systems that approve."""
