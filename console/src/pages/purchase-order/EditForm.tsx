import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { Conflict, Edit } from "./edit";

interface Props {
  readonly title: string;
  readonly edit: Edit;
  readonly save: () => void;
  /** The fields that it has; what is said of others is told beneath. */
  readonly fields: readonly string[];
  readonly children: ReactNode;
}

/** A part of the purchase order, edited where it stands. */
export function EditForm({ title, edit, save, fields, children }: Props) {
  const others = edit.problems.without(fields);
  const summary = others.isEmpty ? "Some fields need a look." : others.summary();
  return (
    <Container header={<Header variant="h2">{title}</Header>}>
      <Form
        errorText={edit.problems.isEmpty ? undefined : summary}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={edit.close}>
              Cancel
            </Button>
            <Button variant="primary" loading={edit.isSaving} onClick={save}>
              Save changes
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <ConflictAlert conflict={edit.conflict} />
          {children}
        </SpaceBetween>
      </Form>
    </Container>
  );
}

/** Somebody else was faster: what happened to these changes, and the two ways on. */
export function ConflictAlert({ conflict }: { conflict: Conflict | null }) {
  if (!conflict) return null;
  return (
    <Alert
      type="warning"
      header="Somebody else has changed it since you opened it"
      action={
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={conflict.showLatest}>Discard mine</Button>
          <Button onClick={conflict.saveOnTop}>Save mine on top</Button>
        </SpaceBetween>
      }
    >
      Nothing of yours was saved yet: {conflict.message}. Saving yours on top writes what you have
      changed here and leaves everything else as it is now. Discarding yours shows what it is now.
    </Alert>
  );
}
