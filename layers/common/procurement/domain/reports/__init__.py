"""What is reported of agreements, invoices and purchase orders, as of a certain instant."""
