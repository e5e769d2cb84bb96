"""The operations of AWS's `invoicing`."""
