import { DayForm, isDay } from "../../list/DateForms";
import type { Property } from "../../list/properties";
import { KINDS } from "./kinds";
import type { ListQuery } from "./queries";

export const PROPERTIES: readonly Property[] = [
  { key: "kind", label: "Kind", values: KINDS },
  { key: "purchaseOrderId", label: "Purchase order ID" },
  { key: "invoiceId", label: "Invoice ID" },
  { key: "sentFrom", label: "Sent from", operator: ">=", isValid: isDay, form: DayForm },
  { key: "sentTo", label: "Sent to", operator: "<=", isValid: isDay, form: DayForm },
];

/** What the API is asked for: each property is a parameter. */
export function toQuery(asked: Readonly<Record<string, string>>): ListQuery {
  return Object.fromEntries(
    PROPERTIES.flatMap(({ key }) => (asked[key] === undefined ? [] : [[key, asked[key]]])),
  );
}
