import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer } from "../../api/client";
import { ApiProblem } from "../../api/problem";
import type { components } from "../../api/schema";
import { useNotifications } from "../../app/notifications";
import { Problems } from "../../form/problems";
import { useSession } from "../../session/session";
import type { PurchaseOrder } from "./queries";

export type Changes = Omit<components["schemas"]["UpdatePurchaseOrderRequest"], "expectedVersion">;

/** One edit of a purchase order, from the version on that its form was opened with. */
export interface Edit {
  readonly save: (changes: Changes) => void;
  readonly isSaving: boolean;
  readonly problems: Problems;
  readonly forget: (fields: readonly string[]) => void;
  /** Given while somebody else's change stands against this one. */
  readonly conflict: Conflict | null;
  readonly close: () => void;
}

export interface Conflict {
  readonly message: string;
  /** Writes the same changes onto what the other one left. */
  readonly saveOnTop: () => void;
  /** Gives them up, and shows what is there now. */
  readonly showLatest: () => void;
}

export function useEdit(order: PurchaseOrder, close: () => void): Edit {
  const { api } = useSession();
  const { notify, notifyFailure } = useNotifications();
  const queries = useQueryClient();
  const [seen] = useState(order.version);
  const [problems, setProblems] = useState(Problems.none);
  const params = { path: { purchaseOrderId: order.purchaseOrderId } };
  const refresh = () => queries.invalidateQueries({ queryKey: ["purchase-orders"] });
  const saving = useMutation({
    mutationFn: async (wanted: { changes: Changes; isOnTop: boolean }) => {
      const expectedVersion = wanted.isOnTop
        ? (await answer(api.GET("/purchase-orders/{purchaseOrderId}", { params }))).version
        : seen;
      const body = { ...wanted.changes, expectedVersion };
      return answer(api.PATCH("/purchase-orders/{purchaseOrderId}", { params, body }));
    },
    onSuccess: async (saved) => {
      queries.setQueryData(["purchase-orders", "one", saved.purchaseOrderId], saved);
      notify({ type: "success", content: `Purchase order ${saved.purchaseOrderId} was changed` });
      close();
      await refresh();
    },
    onError: (error) => {
      const found = Problems.of(error);
      setProblems(found);
      if (found.isEmpty && !isStale(error)) notifyFailure("Nothing was changed", error);
    },
  });
  const save = (changes: Changes, isOnTop = false) => saving.mutate({ changes, isOnTop });
  return {
    save,
    isSaving: saving.isPending,
    problems,
    forget: (fields) => setProblems(problems.without(fields)),
    conflict:
      saving.error && isStale(saving.error)
        ? {
            message: saving.error.message,
            saveOnTop: () => save(saving.variables.changes, true),
            showLatest: () => {
              close();
              void refresh();
            },
          }
        : null,
    close,
  };
}

function isStale(error: unknown): boolean {
  return error instanceof ApiProblem && error.details.code === "STALE_VERSION";
}
