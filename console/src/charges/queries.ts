import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer } from "../api/client";
import type { components, operations } from "../api/schema";
import { useLoaded } from "../list/useLoaded";
import { useSession } from "../session/session";
import type { Charge, Settable } from "./amount";

export type ChargeQuery = NonNullable<operations["GetChargeTotals"]["parameters"]["query"]>;
export type ChargeTotals = components["schemas"]["ChargeTotalsView"];

/** As many as the API gives at once. */
const maxResults = 100;

/** As many charges as one request may give a number. */
export const MOST_AT_ONCE = 86;

/** The charges of one agreement, or of all that the account accepted, as the API filters them. */
export function useCharges(query: ChargeQuery) {
  const { api } = useSession();
  return useLoaded<Charge>(["charges", "list", query], (nextToken, signal) =>
    answer(api.GET("/charges", { params: { query: { ...query, maxResults, nextToken } }, signal })),
  );
}

/** What those that match come to, loaded or not. */
export function useChargeTotals(query: ChargeQuery) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["charges", "totals", query],
    queryFn: ({ signal }) => answer(api.GET("/charge-totals", { params: { query }, signal })),
    placeholderData: (before) => before,
  });
}

/** Puts one number on all of `charges`, at the revisions that were seen: all are changed or none. */
export function useSetPurchaseOrder() {
  const { api } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: { charges: readonly Settable[]; purchaseOrderReference: string }) =>
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
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ["radar"] });
      return queries.invalidateQueries({ queryKey: ["charges"] });
    },
  });
}
