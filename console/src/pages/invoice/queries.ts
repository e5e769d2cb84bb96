import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { useSession } from "../../session/session";

type Schemas = components["schemas"];
export type Invoice = Schemas["InvoiceView"];
export type InvoiceLine = Schemas["InvoiceLineView"];
export type Match = Schemas["MatchView"];
export type Step = Schemas["StepView"];
export type Removed = Schemas["RemovedView"];
export type Edition = Schemas["EditionView"];
export type DocumentSet = Schemas["DocumentSetView"];
export type Document = Schemas["DocumentView"];
export type Regeneration = Schemas["RegenerateInvoiceRequest"];
export type CreditMemo = Schemas["IssueCreditMemoRequest"];

const SECOND = 1000;

/** The invoice as it is, or as it was in one edition. */
export function useInvoice(invoiceId: string, edition: number | null) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["invoices", "one", invoiceId, edition],
    queryFn: ({ signal }) =>
      edition === null
        ? answer(api.GET("/invoices/{invoiceId}", { params: { path: { invoiceId } }, signal }))
        : answer(
            api.GET("/invoices/{invoiceId}/editions/{edition}", {
              params: { path: { invoiceId, edition } },
              signal,
            }),
          ),
  });
}

/** Why it carries its purchase order, or none, or did in one edition. */
export function useMatch(invoiceId: string, edition: number | null) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["invoices", "match", invoiceId, edition],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/invoices/{invoiceId}/match", {
          params: { path: { invoiceId }, query: edition === null ? {} : { edition } },
          signal,
        }),
      ),
  });
}

export function useEditions(invoiceId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["invoices", "editions", invoiceId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/invoices/{invoiceId}/editions", { params: { path: { invoiceId } }, signal }),
      ),
  });
}

/** Which documents each edition has; asked again while one is being made. */
export function useDocuments(invoiceId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["invoices", "documents", invoiceId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/invoices/{invoiceId}/documents", { params: { path: { invoiceId } }, signal }),
      ),
    refetchInterval: ({ state }) => (state.data?.items.some(isBeingMade) ? 3 * SECOND : false),
  });
}

function isBeingMade(edition: DocumentSet): boolean {
  return edition.documents.some(({ status }) => status === "PENDING");
}

/** Where the documents of an edition are handed out. Addresses work for a quarter of an hour. */
export function useAddresses(invoiceId: string, edition: number, isAvailable: boolean) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["invoices", "addresses", invoiceId, edition],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/invoices/{invoiceId}/pdf", {
          params: { path: { invoiceId }, query: { edition } },
          signal,
        }),
      ),
    enabled: isAvailable,
    staleTime: 10 * 60 * SECOND,
    refetchInterval: 10 * 60 * SECOND,
  });
}

/** Puts another purchase order on it, or none. */
export function useRegenerate(invoiceId: string) {
  const { api } = useSession();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: Regeneration) =>
      answer(
        api.POST("/invoices/{invoiceId}/regenerate", { params: { path: { invoiceId } }, body }),
      ),
    onSuccess: refresh,
  });
}

/** Gives back some of it. */
export function useIssueCreditMemo(invoiceId: string) {
  const { api } = useSession();
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: CreditMemo) =>
      answer(
        api.POST("/invoices/{invoiceId}/credit-memos", { params: { path: { invoiceId } }, body }),
      ),
    onSuccess: refresh,
  });
}

/** Balances move with invoices. */
function useRefresh() {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ["invoices"] });
    void queries.invalidateQueries({ queryKey: ["purchase-orders"] });
  };
}
