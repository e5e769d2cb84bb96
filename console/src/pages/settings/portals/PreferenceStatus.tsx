import Box from "@cloudscape-design/components/box";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { Status } from "./transitions";

export const STATUSES: Record<Status, { type: StatusIndicatorProps.Type; text: string }> = {
  PENDING_VERIFICATION: { type: "pending", text: "Pending verification" },
  VALIDATED: { type: "info", text: "Validated" },
  TEST_INITIALIZED: { type: "in-progress", text: "Test initialized" },
  TEST_INITIALIZATION_FAILED: { type: "error", text: "Test initialization failed" },
  TEST_FAILED: { type: "error", text: "Test failed" },
  ACTIVE: { type: "success", text: "Active" },
  SUSPENDED: { type: "stopped", text: "Suspended" },
};

interface Props {
  /** None while the feature is off. */
  readonly status: Status | null;
  readonly reason: string | null;
}

/** How far a feature has come, and why. */
export function PreferenceStatus({ status, reason }: Props) {
  if (status === null) return <Box color="text-body-secondary">Off</Box>;
  return (
    <>
      <StatusIndicator type={STATUSES[status].type}>{STATUSES[status].text}</StatusIndicator>
      {reason && (
        <Box variant="small" color="text-body-secondary" display="block">
          {reason}
        </Box>
      )}
    </>
  );
}
