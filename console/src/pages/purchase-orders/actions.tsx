import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, answer } from "../../api/client";
import { useNotifications } from "../../app/notifications";
import { useSession } from "../../session/session";
import type { PurchaseOrder } from "./queries";

type Act = "suspend" | "activate" | "delete";

const WORDS: Record<Act, { title: string; done: string; warning: string }> = {
  suspend: {
    title: "Suspend",
    done: "suspended",
    warning: "Suspended purchase orders are not put on new invoices.",
  },
  activate: {
    title: "Activate",
    done: "activated",
    warning: "Active purchase orders may be put on the next invoices.",
  },
  delete: {
    title: "Delete",
    done: "deleted",
    warning: "This cannot be undone. Invoices keep the number that is printed on them.",
  },
};

/** What can be done with the selected ones, each after a question. */
export function Actions(props: { selected: readonly PurchaseOrder[]; done: () => void }) {
  const { selected, done } = props;
  const { api } = useSession();
  const { notify, notifyFailure } = useNotifications();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Act | null>(null);
  const change = useMutation({
    mutationFn: (act: Act) => carryOut(api, act, selected),
    onSuccess: ({ succeeded, failed }, act) => {
      if (succeeded)
        notify({ type: "success", content: `${counted(succeeded)} ${WORDS[act].done}` });
      for (const each of failed) notify({ type: "error", header: each.id, content: each.message });
      void queries.invalidateQueries({ queryKey: ["purchase-orders"] });
      done();
    },
    onError: (error, act) => notifyFailure(`Nothing was ${WORDS[act].done}`, error),
    onSettled: () => setAsked(null),
  });
  const words = asked && WORDS[asked];
  return (
    <>
      <ButtonDropdown
        disabled={!selected.length}
        items={(Object.keys(WORDS) as Act[]).map((id) => ({ id, text: WORDS[id].title }))}
        onItemClick={({ detail }) => setAsked(detail.id as Act)}
      >
        Actions
      </ButtonDropdown>
      <Button variant="primary" href="#/purchase-orders/add">
        Add purchase order
      </Button>
      {words && (
        <Modal
          visible
          header={`${words.title} ${counted(selected.length)}?`}
          onDismiss={() => setAsked(null)}
          closeAriaLabel="Close"
          footer={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" onClick={() => setAsked(null)}>
                  Cancel
                </Button>
                <Button
                  variant="primary"
                  loading={change.isPending}
                  onClick={() => change.mutate(asked)}
                >
                  {words.title}
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          <SpaceBetween size="m">
            <Alert type={asked === "delete" ? "warning" : "info"}>{words.warning}</Alert>
            <Box>{selected.map((order) => order.purchaseOrderId).join(", ")}</Box>
          </SpaceBetween>
        </Modal>
      )}
    </>
  );
}

interface Outcome {
  readonly succeeded: number;
  readonly failed: readonly { id: string; message: string }[];
}

async function carryOut(api: Api, act: Act, on: readonly PurchaseOrder[]): Promise<Outcome> {
  // With the version that was seen: what somebody else changed meanwhile is left alone.
  const purchaseOrders = on.map(({ purchaseOrderId, version }) => ({
    purchaseOrderId,
    expectedVersion: version,
  }));
  const told =
    act === "delete"
      ? await answer(api.POST("/purchase-order-deletions", { body: { purchaseOrders } }))
      : await answer(
          api.POST("/purchase-order-status-changes", {
            body: { purchaseOrders, status: act === "suspend" ? "SUSPENDED" : "ACTIVE" },
          }),
        );
  return {
    succeeded: told.succeeded.length,
    failed: told.failed.map((each) => ({
      id: each.purchaseOrderId,
      message: each.problem.message,
    })),
  };
}

function counted(count: number): string {
  return count === 1 ? "1 purchase order" : `${count} purchase orders`;
}
