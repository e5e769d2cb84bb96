import type { SideNavigationProps } from "@cloudscape-design/components/side-navigation";
import type { Operation } from "../session/roles";

interface Place {
  readonly text: string;
  readonly href: string;
  /** What the page cannot be without; one of them is enough. */
  readonly reads: readonly Operation[];
}

/** Every page that stands in the side navigation, in two groups. */
const PLACES: readonly (readonly Place[])[] = [
  [
    { text: "Purchase orders", href: "#/purchase-orders", reads: ["GET /purchase-orders"] },
    { text: "Charges", href: "#/charges", reads: ["GET /charges"] },
    { text: "Agreements", href: "#/agreements", reads: ["GET /agreements"] },
    { text: "Private offers", href: "#/offers", reads: ["GET /offers"] },
    { text: "Invoices", href: "#/invoices", reads: ["GET /invoices"] },
    {
      text: "Regenerations",
      href: "#/invoice-regenerations",
      reads: ["GET /invoice-regenerations"],
    },
    { text: "Invoice runs", href: "#/invoice-runs", reads: ["GET /invoice-runs"] },
  ],
  [
    { text: "Radar", href: "#/radar", reads: ["GET /radar"] },
    { text: "Notices", href: "#/notices", reads: ["GET /notices", "GET /notice-settings"] },
    { text: "Settings", href: "#/settings", reads: [] },
  ],
];

type May = (...operations: Operation[]) => boolean;

/** The pages that a role may read, with a line between the groups. */
export function navigationFor(may: May): SideNavigationProps.Item[] {
  const [first = [], second = []] = PLACES.map((group) => readable(group, may));
  return [...links(first), { type: "divider" }, ...links(second)];
}

/** Where a role begins: the first page that it may read. */
export function startFor(may: May): string {
  const [first] = PLACES.flatMap((group) => readable(group, may));
  return first ? first.href.slice(1) : "/settings";
}

/** The item under which a page stands; one is added among the others. */
export function activeHref(pathname: string): string {
  const [, first = ""] = pathname.split("/");
  return `#/${first === "add-purchase-order" ? "purchase-orders" : first}`;
}

function readable(group: readonly Place[], may: May): readonly Place[] {
  return group.filter(({ reads }) => reads.length === 0 || reads.some((each) => may(each)));
}

function links(places: readonly Place[]): SideNavigationProps.Item[] {
  return places.map(({ text, href }) => ({ type: "link", text, href }));
}
