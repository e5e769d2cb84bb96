import type { components } from "../api/schema";
import { formatMoney } from "../text/money";

export type Charge = components["schemas"]["ChargeView"];

/** What a charge comes to; usage has no amount before it is measured. */
export function amountOf(charge: Charge): string {
  return charge.amount === null ? "As used" : formatMoney(charge.amount, charge.currencyCode);
}

/** Whether it may still be given another purchase order. */
export function isOpen(charge: Charge): boolean {
  return charge.state === "PENDING" || charge.state === "STANDING";
}
