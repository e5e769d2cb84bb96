import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components, operations } from "../../api/schema";
import { useLoaded } from "../../list/useLoaded";
import { useSession } from "../../session/session";

type Schemas = components["schemas"];
export type Invoice = Schemas["InvoiceSummaryView"];
export type Request = Schemas["RegenerateInvoicesRequest"];
type ListQuery = NonNullable<operations["ListInvoices"]["parameters"]["query"]>;

/** As many invoices as one request may name. */
export const MOST_AT_ONCE = 1_000;

/** As many as the API gives at once. */
const maxResults = 100;

/** The invoices that a filter leaves; credit memos follow theirs. */
export function useInvoices(query: ListQuery) {
  const { api } = useSession();
  const asked: ListQuery = { ...query, invoiceType: "INVOICE", maxResults };
  return useLoaded<Invoice>(
    ["invoices", "to-regenerate", asked],
    (nextToken, signal) =>
      answer(api.GET("/invoices", { params: { query: { ...asked, nextToken } }, signal })),
    MOST_AT_ONCE / maxResults,
  );
}

/** Asks for many invoices at once; the worker does them one after the other. */
export function useRegenerateMany() {
  const { api } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Request) => answer(api.POST("/invoice-regenerations", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["invoice-regenerations"] }),
  });
}
