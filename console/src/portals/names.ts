import type { components } from "../api/schema";

/** The procurement portals, as they call themselves. */
export const PORTALS: Record<components["schemas"]["PortalName"], string> = {
  SAP_BUSINESS_NETWORK: "SAP Business Network",
  COUPA: "Coupa",
};
