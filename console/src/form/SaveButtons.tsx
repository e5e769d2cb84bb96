import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useDenied } from "../session/may";
import type { Operation } from "../session/roles";

interface Props {
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** What saving takes: who may not call it sees that. */
  readonly operation: Operation;
  readonly save: () => void;
  readonly discard: () => void;
}

/** Beneath settings that are edited where they stand. */
export function SaveButtons({ isChanged, isSaving, operation, save, discard }: Props) {
  const denied = useDenied();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" disabled={!isChanged || isSaving} onClick={discard}>
        Discard changes
      </Button>
      <Button
        variant="primary"
        disabled={!isChanged}
        loading={isSaving}
        onClick={save}
        {...denied(operation)}
      >
        Save changes
      </Button>
    </SpaceBetween>
  );
}
