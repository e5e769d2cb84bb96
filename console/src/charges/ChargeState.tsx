import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { components } from "../api/schema";

export type State = components["schemas"]["ChargeState"];

interface Shown {
  readonly type: StatusIndicatorProps.Type;
  readonly text: string;
}

export const CHARGE_STATES: Record<State, Shown> = {
  PENDING: { type: "pending", text: "Pending" },
  STANDING: { type: "in-progress", text: "Standing" },
  INVOICED: { type: "success", text: "Invoiced" },
  VOID: { type: "stopped", text: "Void" },
};

export function isState(text: string | null): text is State {
  return text !== null && text in CHARGE_STATES;
}

export function ChargeState({ state }: { state: State }) {
  const { type, text } = CHARGE_STATES[state];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}
