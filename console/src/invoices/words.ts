import type { components } from "../api/schema";

type Schemas = components["schemas"];
export type Outcome = Schemas["InvoiceCorrectionsOutcome"];
export type Flag = Schemas["Flag"];
export type Kind = Schemas["ChargeKind"];

export const OUTCOMES: Record<Outcome, string> = {
  MATCHED: "Chosen by the matching rules",
  NAMED: "Named by the charge",
  NAMED_SUSPENDED: "Named by the charge, but suspended",
  NAMED_MISSING: "Named by the charge, but missing",
  NAMED_NOT_INTEGRATED: "Named by the charge, but the integration is off",
  NO_MATCH: "Nothing fits",
  CREDIT_MEMO: "Taken over from its invoice",
  REGENERATED: "Changed after it was issued",
};

export const FLAGS: Record<Flag, string> = {
  CURRENCY_MISMATCH:
    "The invoice has no total in the purchase order's currency, so its balance did not move.",
  OUT_OF_BALANCE: "The line item had less balance than the invoice's total.",
  PO_SUSPENDED: "The purchase order that the charge names is suspended, so the invoice shows none.",
  NOT_INTEGRATED:
    "The integration with AWS Marketplace is off, so the number that the charge names is not shown.",
};

export const KINDS: Record<Kind, string> = {
  MONTHLY_USAGE: "AWS monthly usage",
  SUBSCRIPTION: "AWS subscription",
  PROFESSIONAL_SERVICES: "Professional services",
  MARKETPLACE_USAGE: "AWS Marketplace usage",
  MARKETPLACE_PURCHASE: "AWS Marketplace purchase",
};
