import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import { Dialog } from "../../../form/Dialog";
import { type NewCalendarLink, useCreateLink, useDeleteLink } from "./queries";

interface CreateProps {
  readonly isReplacing: boolean;
  readonly created: (link: NewCalendarLink) => void;
  readonly close: () => void;
}

export function CreateLink({ isReplacing, created, close }: CreateProps) {
  const create = useCreateLink();
  const act = () =>
    create.mutate(undefined, {
      onSuccess: (link) => {
        created(link);
        close();
      },
    });
  return (
    <Dialog
      title={isReplacing ? "Replace the calendar link?" : "Create a calendar link?"}
      action={isReplacing ? "Replace" : "Create"}
      isPending={create.isPending}
      error={create.error}
      act={act}
      close={close}
    >
      {isReplacing && <Alert type="warning">The present link opens nothing from then on.</Alert>}
      <Box>
        The link opens the calendar for a year, to whoever has it. Give it only to calendar programs
        of your own.
      </Box>
    </Dialog>
  );
}

export function DeleteLink({ deleted, close }: { deleted: () => void; close: () => void }) {
  const remove = useDeleteLink();
  const act = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        deleted();
        close();
      },
    });
  return (
    <Dialog
      title="Delete the calendar link?"
      action="Delete"
      isPending={remove.isPending}
      error={remove.error}
      act={act}
      close={close}
    >
      <Alert type="warning">
        It opens nothing from then on. Calendar programs that read it need another one.
      </Alert>
    </Dialog>
  );
}
