import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { components } from "../api/schema";

type State = components["schemas"]["OfferState"];

const SHOWN: Record<State, { type: StatusIndicatorProps.Type; text: string }> = {
  DRAFT: { type: "pending", text: "Draft" },
  RELEASED: { type: "success", text: "Released" },
  EXPIRED: { type: "stopped", text: "Expired" },
};

export function OfferState({ state }: { state: State }) {
  const { type, text } = SHOWN[state];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}
