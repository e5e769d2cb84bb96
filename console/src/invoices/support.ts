/** Told to whoever may not correct an issued invoice. */
export const WHO_CORRECTS =
  "Issued invoices are corrected by support: the deployment's own account, in a role that may. Nothing was changed. Ask them and name the invoice.";
