import Alert from "@cloudscape-design/components/alert";
import Autosuggest, { type AutosuggestProps } from "@cloudscape-design/components/autosuggest";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { problemAt } from "../../api/fields";
import { ApiProblem } from "../../api/problem";
import { told, useNotifications } from "../../app/notifications";
import type { Charge } from "../../charges/amount";
import { counted } from "../../text/count";
import { formatMoney } from "../../text/money";
import { ChosenCharges } from "./chosen-charges";
import { conflictsOf } from "./conflicts";
import { MOST_AT_ONCE, useSetPurchaseOrder, useSuggestions } from "./queries";

interface Props {
  readonly chosen: readonly Charge[];
  /** Every charge as it was read last. */
  readonly loaded: readonly Charge[];
  readonly choose: (charges: readonly Charge[]) => void;
  readonly close: () => void;
}

/** Asks for a purchase order and puts it on all chosen charges, or on none of them. */
export function SetPurchaseOrder({ chosen, loaded, choose, close }: Props) {
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
    <Modal
      visible
      size="large"
      header="Set purchase order"
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={change.isPending}
              disabled={!chosen.length || chosen.length > MOST_AT_ONCE}
              onClick={save}
            >
              Set on {counted(chosen.length, "charge")}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Refusal error={change.error} count={conflicts.size} />
        {chosen.length > MOST_AT_ONCE && (
          <Alert type="warning">At most {MOST_AT_ONCE} charges can be changed in one go.</Alert>
        )}
        <Reference
          value={reference}
          loaded={loaded}
          change={setReference}
          errorText={empty ?? problemOfReference(change.error)}
        />
        <ChosenCharges
          chosen={chosen}
          conflicts={conflicts}
          present={loaded}
          choose={(charges) => choose(charges)}
        />
      </SpaceBetween>
    </Modal>
  );
}

/** The field with the number: what is typed counts, suggestions only help. */
function Reference(props: {
  value: string;
  loaded: readonly Charge[];
  change: (to: string) => void;
  errorText: string | undefined;
}) {
  const found = useSuggestions(props.value.trim().slice(0, 100));
  const listed = (found.data ?? []).map((order): AutosuggestProps.Option => ({
    value: order.purchaseOrderId,
    description: order.description || undefined,
    labelTag: order.balance === null ? undefined : formatMoney(order.balance, order.currencyCode),
  }));
  // Who may not list purchase orders sees at least those that other charges carry.
  const carried = carriedLike(props.value, props.loaded)
    .filter((value) => !listed.some((option) => option.value === value))
    .map((value): AutosuggestProps.Option => ({ value, description: "On other charges" }));
  const options = [...listed, ...carried];
  return (
    <FormField
      label="Purchase order ID"
      description="One that does not exist yet is added."
      errorText={props.errorText}
    >
      <Autosuggest
        value={props.value}
        options={options}
        onChange={({ detail }) => props.change(detail.value)}
        filteringType="manual"
        statusType={found.isFetching ? "loading" : "finished"}
        loadingText="Looking for purchase orders"
        enteredTextLabel={(value) => `Use: "${value}"`}
        placeholder="PO-2027-001"
        empty={
          found.error ? "Your role sees no suggestions" : "No active purchase order is like it"
        }
      />
    </FormField>
  );
}

function carriedLike(typed: string, charges: readonly Charge[]): string[] {
  const like = typed.trim().toLowerCase();
  const carried = charges.flatMap(({ purchaseOrderReference }) => purchaseOrderReference ?? []);
  return [...new Set(carried)].filter((each) => each.toLowerCase().includes(like));
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
  return first && problemAt(error, first.field);
}
