"""What AWS really printed on invoices and noted on charges, against what the rules expect."""
