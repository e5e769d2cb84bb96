"""The operations of `marketplace-agreement`."""
