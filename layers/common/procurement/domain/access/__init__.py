"""Who may do what with purchase orders, in the language of IAM (R-361 to R-372)."""
