import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { ApiProblem } from "../api/problem";
import { told, useNotifications } from "../app/notifications";
import { Dialog } from "../form/Dialog";
import { Problems } from "../form/problems";
import { PurchaseOrderPicker } from "../purchase-orders/PurchaseOrderPicker";
import { counted } from "../text/count";
import type { Settable } from "./amount";
import { ChosenCharges } from "./ChosenCharges";
import { conflictsOf } from "./conflicts";
import { MOST_AT_ONCE, useSetPurchaseOrder } from "./queries";

interface Props<C extends Settable> {
  readonly chosen: readonly C[];
  /** Every charge as it was read last. */
  readonly loaded: readonly C[];
  readonly choose: (charges: readonly C[]) => void;
  readonly close: () => void;
}

/** Asks for a purchase order and puts it on all chosen charges, or on none of them. */
export function SetPurchaseOrder<C extends Settable>(props: Props<C>) {
  const { chosen, loaded, choose, close } = props;
  const [reference, setReference] = useState("");
  const [isAsked, setAsked] = useState(false);
  const { notify } = useNotifications();
  const change = useSetPurchaseOrder();
  const conflicts = conflictsOf(change.error, change.variables?.charges ?? [], loaded);
  const empty = isAsked && !reference.trim() ? "Enter a purchase order ID." : undefined;
  const save = () => {
    setAsked(true);
    if (!reference.trim()) return;
    change.mutate(
      { charges: chosen, purchaseOrderReference: reference.trim() },
      {
        onSuccess: () => {
          notify({
            type: "success",
            content: `${reference} is on ${counted(chosen.length, "charge")} now`,
          });
          choose([]);
          close();
        },
      },
    );
  };
  return (
    <Dialog
      title="Set purchase order"
      action={`Set on ${counted(chosen.length, "charge")}`}
      size="large"
      act={save}
      close={close}
      isPending={change.isPending}
      isDisabled={!chosen.length || chosen.length > MOST_AT_ONCE}
    >
      <SpaceBetween size="m">
        <Refusal error={change.error} count={conflicts.size} />
        {chosen.length > MOST_AT_ONCE && (
          <Alert type="warning">At most {MOST_AT_ONCE} charges can be changed in one go.</Alert>
        )}
        <FormField
          label="Purchase order ID"
          description="One that does not exist yet is added."
          errorText={empty ?? problemOfReference(change.error)}
        >
          <PurchaseOrderPicker value={reference} choose={setReference} besides={carried(loaded)} />
        </FormField>
        <ChosenCharges chosen={chosen} conflicts={conflicts} present={loaded} choose={choose} />
      </SpaceBetween>
    </Dialog>
  );
}

/** Who may not list purchase orders sees at least those that other charges carry. */
function carried(charges: readonly Settable[]): readonly string[] {
  return charges.flatMap(({ purchaseOrderReference }) => purchaseOrderReference ?? []);
}

function Refusal({ error, count }: { error: unknown; count: number }) {
  if (!error || problemOfReference(error)) return null;
  const isConflict = error instanceof ApiProblem && error.status === 409;
  const header = isConflict
    ? "Nothing was changed: charges changed meanwhile"
    : "Nothing was changed";
  return (
    <Alert type={isConflict ? "warning" : "error"} header={header}>
      {count
        ? "See at each charge what stands against it, leave it out or take it as it is now."
        : told(error)}
    </Alert>
  );
}

/** What is wrong with the number itself: the same for every charge, so it is told once. */
function problemOfReference(error: unknown): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const first = error.problems.find(({ field }) => field.endsWith(".purchaseOrderReference"));
  return first && Problems.of(error).at(first.field);
}
