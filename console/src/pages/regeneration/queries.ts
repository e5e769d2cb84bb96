import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { useSession } from "../../session/session";

export type Regeneration = components["schemas"]["RegenerationsDetails"];
export type Result = components["schemas"]["RegenerationResultView"];

const POLL = 2_000;

/** One request with the result of every invoice, read again until the last is decided. */
export function useRegeneration(regenerationId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["invoice-regenerations", "one", regenerationId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/invoice-regenerations/{regenerationId}", {
          params: { path: { regenerationId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.pending ? POLL : false),
  });
}

/** Does what a dry run planned; asked for twice it is the same request. */
export function useCarryOut(dryRun: Regeneration) {
  const { api } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (results: readonly Result[]) =>
      answer(
        api.POST("/invoice-regenerations", {
          body: {
            target: dryRun.target,
            purchaseOrderId: dryRun.purchaseOrderId,
            createMissing: dryRun.createMissing,
            reason: dryRun.reason,
            invoiceIds: results.map(({ invoiceId }) => invoiceId),
            clientToken: `${dryRun.regenerationId}-carried-out`,
            dryRun: false,
          },
        }),
      ),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["invoice-regenerations"] });
      void queries.invalidateQueries({ queryKey: ["invoices"] });
      void queries.invalidateQueries({ queryKey: ["purchase-orders"] });
    },
  });
}
