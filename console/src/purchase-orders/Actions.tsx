import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useDenied } from "../session/may";
import type { Operation } from "../session/roles";
import { type Act, type Chosen, counted, useChange, WORDS } from "./changes";

const ACTS: readonly Act[] = ["suspend", "activate", "delete"];

const OPERATIONS: Readonly<Record<Act, Operation>> = {
  suspend: "POST /purchase-order-status-changes",
  activate: "POST /purchase-order-status-changes",
  delete: "POST /purchase-order-deletions",
};

/** What can be done with the chosen ones, each after a question. */
export function Actions(props: { chosen: readonly Chosen[]; done: (act: Act) => void }) {
  const [asked, setAsked] = useState<Act | null>(null);
  const change = useChange(props.chosen, props.done);
  const close = () => setAsked(null);
  const denied = useDenied();
  return (
    <>
      <ButtonDropdown
        disabled={!props.chosen.length}
        items={ACTS.map((id) => ({ id, text: WORDS[id].title, ...denied(OPERATIONS[id]) }))}
        onItemClick={({ detail }) => setAsked(ACTS.find((act) => act === detail.id) ?? null)}
      >
        Actions
      </ButtonDropdown>
      {asked && (
        <Question
          act={asked}
          chosen={props.chosen}
          isPending={change.isPending}
          confirm={() => change.mutate(asked, { onSettled: close })}
          close={close}
        />
      )}
    </>
  );
}

interface QuestionProps {
  readonly act: Act;
  readonly chosen: readonly Chosen[];
  readonly isPending: boolean;
  readonly confirm: () => void;
  readonly close: () => void;
}

function Question({ act, chosen, isPending, confirm, close }: QuestionProps) {
  const { title, warning } = WORDS[act];
  return (
    <Modal
      visible
      header={`${title} ${counted(chosen.length)}?`}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={close}>
              Cancel
            </Button>
            <Button variant="primary" loading={isPending} onClick={confirm}>
              {title}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type={act === "delete" ? "warning" : "info"}>{warning}</Alert>
        <Box>{chosen.map((order) => order.purchaseOrderId).join(", ")}</Box>
      </SpaceBetween>
    </Modal>
  );
}
