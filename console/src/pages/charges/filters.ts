import type { Charge } from "../../charges/amount";
import { isState, type State } from "../../charges/ChargeState";
import { compare } from "../../text/decimal";

/** What of the loaded charges is shown. */
export interface Filter {
  readonly text: string;
  readonly state: State | null;
  /** Whether only those are shown that carry no purchase order. */
  readonly isWithoutPurchaseOrder: boolean;
}

export function filterOf(address: URLSearchParams): Filter {
  const state = address.get("state");
  return {
    text: address.get("text") ?? "",
    state: isState(state) ? state : null,
    isWithoutPurchaseOrder: address.get("without") === "purchase-order",
  };
}

export function isFiltering(filter: Filter): boolean {
  return filter.text !== "" || filter.state !== null || filter.isWithoutPurchaseOrder;
}

export function matching(charges: readonly Charge[], filter: Filter): readonly Charge[] {
  const wanted = filter.text.trim().toLowerCase();
  return charges.filter(
    (charge) =>
      (filter.state === null || charge.state === filter.state) &&
      !(filter.isWithoutPurchaseOrder && charge.purchaseOrderReference) &&
      (!wanted || words(charge).some((word) => word?.toLowerCase().includes(wanted))),
  );
}

function words(charge: Charge) {
  return [
    charge.description,
    charge.purchaseOrderReference,
    charge.agreementId,
    charge.invoiceId,
    charge.id,
    charge.amount,
  ];
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
