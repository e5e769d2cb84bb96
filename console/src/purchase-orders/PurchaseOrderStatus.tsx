import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { components } from "../api/schema";

export type Status = components["schemas"]["Status"];

const SHOWN: Record<Status, { type: StatusIndicatorProps.Type; text: string }> = {
  ACTIVE: { type: "success", text: "Active" },
  SUSPENDED: { type: "stopped", text: "Suspended" },
  EXPIRED: { type: "warning", text: "Expired" },
  SUSPENDED_EXPIRED: { type: "stopped", text: "Suspended, expired" },
};

export function PurchaseOrderStatus({ status }: { status: Status }) {
  const { type, text } = SHOWN[status];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}
