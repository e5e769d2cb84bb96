import type { SideNavigationProps } from "@cloudscape-design/components/side-navigation";

/** Every page that stands in the side navigation. */
export const NAVIGATION: readonly SideNavigationProps.Item[] = [
  { type: "link", text: "Purchase orders", href: "#/purchase-orders" },
  { type: "link", text: "Charges", href: "#/charges" },
  { type: "link", text: "Agreements", href: "#/agreements" },
  { type: "link", text: "Private offers", href: "#/offers" },
  { type: "link", text: "Invoices", href: "#/invoices" },
  { type: "link", text: "Invoice runs", href: "#/invoice-runs" },
  { type: "divider" },
  { type: "link", text: "Radar", href: "#/radar" },
  { type: "link", text: "Notices", href: "#/notices" },
  { type: "link", text: "Settings", href: "#/settings" },
];
