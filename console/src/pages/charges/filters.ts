import type { Charge } from "../../charges/amount";
import { CHARGE_STATES } from "../../charges/ChargeState";
import type { ChargeQuery } from "../../charges/queries";
import { DayForm, isDay } from "../../list/DateForms";
import { type Property, TEXT } from "../../list/properties";
import { compare } from "../../text/decimal";

export const PROPERTIES: readonly Property[] = [
  {
    key: "state",
    label: "State",
    values: Object.fromEntries(
      Object.entries(CHARGE_STATES).map(([state, { text }]) => [state, text]),
    ),
  },
  {
    key: "purchaseOrder",
    label: "Purchase order",
    values: { none: "Without a purchase order", any: "With a purchase order" },
  },
  { key: "purchaseOrderId", label: "Purchase order ID" },
  { key: "agreement", label: "Agreement" },
  { key: "dueFrom", label: "Due from", operator: ">=", isValid: isDay, form: DayForm },
  { key: "dueTo", label: "Due to", operator: "<=", isValid: isDay, form: DayForm },
  { key: "currency", label: "Currency", isValid: (code) => /^[A-Z]{3}$/.test(code) },
];

/** What the API is asked for. */
export function toQuery(asked: Readonly<Record<string, string>>): ChargeQuery {
  const query: Record<string, string | boolean | undefined> = {
    agreementId: asked.agreement,
    state: asked.state,
    hasPurchaseOrder: asked.purchaseOrder ? asked.purchaseOrder === "any" : undefined,
    purchaseOrderReference: asked.purchaseOrderId,
    dueFrom: asked.dueFrom,
    dueTo: asked.dueTo,
    currencyCode: asked.currency,
    search: asked[TEXT]?.slice(0, 100),
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

/** Orders charges; what has no date or amount stands last in either direction. */
export function sorted(charges: readonly Charge[], by: string, isDescending: boolean) {
  const direction = isDescending ? -1 : 1;
  return [...charges].sort((first, second) => {
    const [one, other] = [keyOf(first, by), keyOf(second, by)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    const order = by === "amount" ? compare(one, other) : one < other ? -1 : one > other ? 1 : 0;
    return direction * order;
  });
}

function keyOf(charge: Charge, by: string): string | null {
  switch (by) {
    case "amount":
      return charge.amount;
    case "description":
      return charge.description;
    case "purchaseOrderReference":
      return charge.purchaseOrderReference;
    case "state":
      return charge.state;
    default:
      return charge.time;
  }
}
