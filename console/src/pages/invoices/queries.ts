import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

export type Invoice = components["schemas"]["InvoiceSummaryView"];

/** The account's invoices and credit memos, newest billing period first, or those of one period. */
export function useInvoices(billingPeriod: string | null, maxResults: number | undefined) {
  const { api } = useSession();
  return usePages<Invoice>(["invoices", "list", billingPeriod, maxResults], (nextToken, signal) =>
    answer(
      api.GET("/invoices", {
        params: { query: { billingPeriod: billingPeriod ?? undefined, maxResults, nextToken } },
        signal,
      }),
    ),
  );
}
