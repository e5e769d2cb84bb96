import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { Charge } from "../../charges/amount";
import { useLoaded } from "../../list/useLoaded";
import { useSession } from "../../session/session";

/** As many as the API gives at once. */
const maxResults = 100;

/** As many charges as one request may give a number. */
export const MOST_AT_ONCE = 86;

/** The charges of one agreement, or of all that the account accepted. */
export function useCharges(agreementId: string | null) {
  const { api } = useSession();
  return useLoaded<Charge>(["charges", agreementId], (nextToken, signal) => {
    const query = { maxResults, nextToken };
    return agreementId === null
      ? answer(api.GET("/charges", { params: { query }, signal }))
      : answer(
          api.GET("/agreements/{agreementId}/charges", {
            params: { path: { agreementId }, query },
            signal,
          }),
        );
  });
}

/** Puts one number on all of `charges`, at the revisions that were seen: all are changed or none. */
export function useSetPurchaseOrder() {
  const { api } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: { charges: readonly Charge[]; purchaseOrderReference: string }) =>
      answer(
        api.PUT("/charges/purchase-orders", {
          body: {
            purchaseOrders: change.charges.map((charge) => ({
              chargeId: charge.id,
              chargeRevision: charge.revision,
              agreementId: charge.agreementId,
              purchaseOrderReference: change.purchaseOrderReference,
            })),
          },
        }),
      ),
    // After a refusal too: what the charges are like now says why.
    onSettled: () => queries.invalidateQueries({ queryKey: ["charges"] }),
  });
}

/** Purchase orders whose ID begins like `typed`; none for who may not list them. */
export function useSuggestions(typed: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["purchase-orders", "suggestions", typed],
    queryFn: async ({ signal }) => {
      const found = await answer(
        api.GET("/purchase-orders", {
          params: { query: { search: typed || undefined, status: "ACTIVE", maxResults: 20 } },
          signal,
        }),
      );
      return found.items;
    },
    placeholderData: (before) => before,
    retry: false,
  });
}
