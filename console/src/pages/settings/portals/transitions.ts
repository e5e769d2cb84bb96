import type { components } from "../../../api/schema";

export type Status = components["schemas"]["PreferenceStatus"];
export type Feature = "delivery" | "retrieval";

const NEXT: Record<Status, readonly Status[]> = {
  PENDING_VERIFICATION: ["VALIDATED"],
  VALIDATED: ["TEST_INITIALIZED", "TEST_INITIALIZATION_FAILED"],
  TEST_INITIALIZATION_FAILED: ["TEST_INITIALIZED"],
  TEST_INITIALIZED: ["ACTIVE", "TEST_FAILED"],
  TEST_FAILED: ["TEST_INITIALIZED"],
  ACTIVE: ["SUSPENDED"],
  SUSPENDED: ["ACTIVE"],
};

/** Where a feature goes from `status`: delivery never becomes active without a test. */
export function nextOf(status: Status, feature: Feature): readonly Status[] {
  const isUntested = feature === "retrieval" && status === "VALIDATED";
  return isUntested ? [...NEXT[status], "ACTIVE"] : NEXT[status];
}
