import { answer } from "../../api/client";
import type { components, operations } from "../../api/schema";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

export type Invoice = components["schemas"]["InvoiceSummaryView"];
export type ListQuery = NonNullable<operations["ListInvoices"]["parameters"]["query"]>;

/** The account's invoices and credit memos page by page, as the API filters them. */
export function useInvoices(query: ListQuery) {
  const { api } = useSession();
  return usePages<Invoice>(["invoices", "list", query], (nextToken, signal) =>
    answer(api.GET("/invoices", { params: { query: { ...query, nextToken } }, signal })),
  );
}
