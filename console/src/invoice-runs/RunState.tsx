import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { components } from "../api/schema";

type Run = Pick<components["schemas"]["RunView"], "state" | "failed">;

/** How far a run is, and whether something was left undone. */
export function RunState({ run }: { run: Run }) {
  if (run.state === "PLANNING") return <StatusIndicator type="pending">Planning</StatusIndicator>;
  if (run.state === "RUNNING") return <StatusIndicator type="in-progress">Running</StatusIndicator>;
  if (run.failed) {
    return <StatusIndicator type="warning">Finished, {run.failed} failed</StatusIndicator>;
  }
  return <StatusIndicator type="success">Finished</StatusIndicator>;
}
