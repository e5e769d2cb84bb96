import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { components } from "../api/schema";

type Status = components["schemas"]["AgreementStatus"];

const SHOWN: Record<Status, { type: StatusIndicatorProps.Type; text: string }> = {
  ACTIVE: { type: "success", text: "Active" },
  ARCHIVED: { type: "stopped", text: "Archived" },
  CANCELLED: { type: "stopped", text: "Cancelled" },
  EXPIRED: { type: "stopped", text: "Expired" },
  RENEWED: { type: "info", text: "Renewed" },
  REPLACED: { type: "info", text: "Replaced" },
  ROLLED_BACK: { type: "stopped", text: "Rolled back" },
  SUPERSEDED: { type: "info", text: "Superseded" },
  TERMINATED: { type: "stopped", text: "Terminated" },
};

export function AgreementStatus({ status }: { status: Status }) {
  const { type, text } = SHOWN[status];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}
