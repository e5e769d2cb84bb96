"""Documents of invoices: PDF, UBL, Factur-X, and the fonts that they are set in."""
