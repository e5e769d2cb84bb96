import type { components } from "../api/schema";
import { formatMoney } from "../text/money";

export type Charge = components["schemas"]["ChargeView"];

/** As much of a charge as its purchase order is set by. */
export type Settable = Pick<
  Charge,
  | "id"
  | "revision"
  | "agreementId"
  | "purchaseOrderReference"
  | "currencyCode"
  | "amount"
  | "time"
  | "state"
  | "description"
  | "invoiceId"
>;

/** What a charge comes to; usage has no amount before it is measured. */
export function amountOf(charge: Pick<Charge, "amount" | "currencyCode">): string {
  return charge.amount === null ? "As used" : formatMoney(charge.amount, charge.currencyCode);
}

/** Whether it may still be given another purchase order. */
export function isOpen(charge: Pick<Charge, "state">): boolean {
  return charge.state === "PENDING" || charge.state === "STANDING";
}
