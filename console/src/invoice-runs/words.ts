import type { components } from "../api/schema";

export const MODES: Record<components["schemas"]["RunMode"], string> = {
  ISSUE: "Issues invoices",
  DRY_RUN: "Dry run",
};
