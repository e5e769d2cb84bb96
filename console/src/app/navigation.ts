import type { SideNavigationProps } from "@cloudscape-design/components/side-navigation";

/** Every page that stands in the side navigation. */
export const NAVIGATION: readonly SideNavigationProps.Item[] = [
  { type: "link", text: "Purchase orders", href: "#/purchase-orders" },
];
