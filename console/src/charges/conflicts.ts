import { ApiProblem } from "../api/problem";
import type { Settable } from "./amount";

/** A charge as it was seen: what stood against that says nothing of a later revision. */
export function keyOf({ id, revision }: Settable): string {
  return `${id} at ${revision}`;
}

/**
 * What stands against the change, by charge as it was seen. The API names the first charge it stumbled over; the
 * others are told from what the charges are like `now`, compared with what was `chosen`.
 */
export function conflictsOf(
  error: unknown,
  chosen: readonly Settable[],
  now: readonly Settable[],
): ReadonlyMap<string, string> {
  const conflicts = new Map<string, string>();
  if (!(error instanceof ApiProblem)) return conflicts;
  const present = new Map(now.map((charge) => [charge.id, charge]));
  for (const [index, charge] of chosen.entries()) {
    const about = error.problems.filter(
      ({ field }) =>
        field.startsWith(`purchaseOrders[${index}].`) && !field.endsWith("purchaseOrderReference"),
    );
    const told = about[0]?.message ?? changedSince(charge, present.get(charge.id));
    if (told) conflicts.set(keyOf(charge), told);
  }
  const first = chosen.find(({ id }) => id === error.resourceId);
  if (first && !conflicts.has(keyOf(first))) conflicts.set(keyOf(first), error.message);
  return conflicts;
}

function changedSince(seen: Settable, now: Settable | undefined): string | undefined {
  if (!now) return undefined;
  if (now.state === "INVOICED") return `Already on invoice ${now.invoiceId ?? ""}`.trim();
  if (now.revision === seen.revision) return undefined;
  const reference = now.purchaseOrderReference ?? "no purchase order";
  return `Changed meanwhile: it carries ${reference} now`;
}
