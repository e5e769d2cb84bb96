import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { ApiProblem } from "../api/problem";

/** Whether somebody else saved between what was read and what was to be saved. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiProblem && error.details.code === "STALE_VERSION";
}

interface Props {
  /** What both changed, as a sentence names it: "this offer". */
  readonly what: string;
  readonly error: unknown;
  /** Shows what the other one saved; what was typed here is given up. */
  readonly takeTheirs: () => void;
  /** Saves what was typed here over it, where that can be done. */
  readonly keepMine?: () => void;
}

/** Nothing was saved, because somebody else was quicker: two ways to go on. */
export function Conflict({ what, error, takeTheirs, keepMine }: Props) {
  if (!isConflict(error)) return null;
  return (
    <Alert
      type="warning"
      header={`Somebody else changed ${what} meanwhile`}
      action={
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={takeTheirs}>Show their version</Button>
          {keepMine && <Button onClick={keepMine}>Save mine over it</Button>}
        </SpaceBetween>
      }
    >
      Nothing was saved.{" "}
      {keepMine
        ? "What you typed is still here: look at their version, or save yours in its place."
        : "Look at their version, and decide anew."}
    </Alert>
  );
}
