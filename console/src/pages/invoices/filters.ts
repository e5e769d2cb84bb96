import { KINDS } from "../../invoices/words";
import { DayForm, isDay, isMonth, MonthForm } from "../../list/DateForms";
import { type Property, TEXT } from "../../list/properties";
import type { ListQuery } from "./queries";

/** `#/invoices?purchaseOrder=none` is linked to from elsewhere. */
export const PROPERTIES: readonly Property[] = [
  {
    key: "purchaseOrder",
    label: "Purchase order",
    values: { none: "Without a purchase order", any: "With a purchase order" },
  },
  { key: "purchaseOrderId", label: "Purchase order ID" },
  { key: "period", label: "Billing period", isValid: isMonth, form: MonthForm },
  { key: "kind", label: "Kind of charges", values: KINDS },
  {
    key: "type",
    label: "Type",
    values: { INVOICE: "Invoice", CREDIT_MEMO: "Credit memo" },
  },
  { key: "invoicingEntity", label: "Seller of record" },
  { key: "issuedFrom", label: "Issued from", operator: ">=", isValid: isDay, form: DayForm },
  { key: "issuedTo", label: "Issued to", operator: "<=", isValid: isDay, form: DayForm },
  {
    key: "currency",
    label: "Currency",
    isValid: (code) => /^[A-Z]{3}$/.test(code),
  },
];

/** What the API is asked for. */
export function toQuery(asked: Readonly<Record<string, string>>): ListQuery {
  const query: Record<string, string | boolean | undefined> = {
    billingPeriod: asked.period,
    hasPurchaseOrder: asked.purchaseOrder ? asked.purchaseOrder === "any" : undefined,
    purchaseOrderId: asked.purchaseOrderId,
    invoicingEntity: asked.invoicingEntity,
    kind: asked.kind,
    invoiceType: asked.type,
    currencyCode: asked.currency,
    issuedFrom: asked.issuedFrom,
    issuedTo: asked.issuedTo,
    search: asked[TEXT],
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
