/** What a notice is about, and where that is shown. */
export interface Subject {
  readonly text: string;
  readonly href?: string;
}

const PLACES: Readonly<Record<string, string>> = {
  "purchase-order": "#/purchase-orders",
  invoice: "#/invoices",
};

/** "purchase-order/PO 7/EMEA" leads to that purchase order; an ID may have slashes of its own. */
export function subjectOf(about: string): Subject {
  const [, kind = about, id] = /^([^/]+)\/(.*)$/s.exec(about) ?? [];
  const place = PLACES[kind];
  if (place && id) return { text: id, href: `${place}/${encodeURIComponent(id)}` };
  return kind === "radar" ? { text: "Radar", href: "#/radar" } : { text: about };
}
