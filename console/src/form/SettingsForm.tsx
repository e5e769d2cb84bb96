import Form from "@cloudscape-design/components/form";
import type { UseMutationResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Operation } from "../session/roles";
import { Problems } from "./problems";
import { SaveButtons } from "./SaveButtons";
import { useDraft, type Versioned } from "./useDraft";

export interface Editing<Draft> {
  readonly draft: Draft;
  readonly change: (changes: Partial<Draft>) => void;
  readonly problems: Problems;
}

interface Props<Saved, Draft, Body> {
  readonly saved: Saved;
  readonly toDraft: (saved: Saved) => Draft;
  readonly toBody: (draft: Draft, expectedVersion: number) => Body;
  readonly put: UseMutationResult<unknown, Error, Body>;
  readonly operation: Operation;
  /** The fields that show their problems themselves. */
  readonly fields: readonly string[];
  readonly children: (editing: Editing<Draft>) => ReactNode;
}

/** Settings that are edited where they stand, and saved as long as nobody else saved meanwhile. */
export function SettingsForm<Saved extends Versioned, Draft, Body>(
  props: Props<Saved, Draft, Body>,
) {
  const { saved, toDraft, toBody, put, operation, fields, children } = props;
  const { draft, version, isChanged, change, discard } = useDraft(saved, toDraft);
  const problems = Problems.of(put.error);
  const forget = () => {
    put.reset();
    discard();
  };
  return (
    <Form
      errorText={problems.besides(fields)}
      actions={
        <SaveButtons
          isChanged={isChanged}
          isSaving={put.isPending}
          operation={operation}
          save={() => put.mutate(toBody(draft, version), { onSuccess: discard })}
          discard={forget}
        />
      }
    >
      {children({ draft, change, problems })}
    </Form>
  );
}
