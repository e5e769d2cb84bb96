/** Where the regeneration of many invoices keeps the numbers of those that were selected. */
export const CHOSEN = "invoices";

/**
 * Where invoices are regenerated: those of a list's `filter`, all of them or the `chosen` ones.
 */
export function regenerationAddress(filter: URLSearchParams, chosen: readonly string[]): string {
  const address = new URLSearchParams(filter);
  address.delete(CHOSEN);
  if (chosen.length) address.set(CHOSEN, chosen.join(","));
  const asked = address.toString();
  return `#/invoice-regenerations/new${asked && `?${asked}`}`;
}
