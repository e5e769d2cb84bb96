import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Api, answer } from "../api/client";
import { useNotifications } from "../app/notifications";
import { useSession } from "../session/session";

export type Act = "suspend" | "activate" | "delete";

/** A purchase order at the version that was seen: what somebody else changed since is left alone. */
export interface Chosen {
  readonly purchaseOrderId: string;
  readonly version: number;
}

export const WORDS: Record<Act, { title: string; done: string; warning: string }> = {
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

/** Suspends, activates or deletes up to 100, and tells what became of each. */
export function useChange(chosen: readonly Chosen[], done: (act: Act) => void) {
  const { api } = useSession();
  const { notify, notifyFailure } = useNotifications();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (act: Act) => carryOut(api, act, chosen),
    onSuccess: async ({ succeeded, failed }, act) => {
      if (succeeded) done(act);
      // Once it is told, what is shown has its new version: it can be changed at once again.
      await queries.invalidateQueries({ queryKey: ["purchase-orders"] });
      if (succeeded) {
        notify({ type: "success", content: `${counted(succeeded)} ${WORDS[act].done}` });
      }
      for (const each of failed) notify({ type: "error", header: each.id, content: each.message });
    },
    onError: (error, act) => notifyFailure(`Nothing was ${WORDS[act].done}`, error),
  });
}

export function counted(count: number): string {
  return count === 1 ? "1 purchase order" : `${count} purchase orders`;
}

interface Outcome {
  readonly succeeded: number;
  readonly failed: readonly { id: string; message: string }[];
}

async function carryOut(api: Api, act: Act, chosen: readonly Chosen[]): Promise<Outcome> {
  const purchaseOrders = chosen.map(({ purchaseOrderId, version }) => ({
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
