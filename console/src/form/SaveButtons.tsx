import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";

interface Props {
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  readonly save: () => void;
  readonly discard: () => void;
}

/** Beneath settings that are edited where they stand. */
export function SaveButtons({ isChanged, isSaving, save, discard }: Props) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" disabled={!isChanged || isSaving} onClick={discard}>
        Discard changes
      </Button>
      <Button variant="primary" disabled={!isChanged} loading={isSaving} onClick={save}>
        Save changes
      </Button>
    </SpaceBetween>
  );
}
