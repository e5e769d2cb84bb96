import { useQuery } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

export type PurchaseOrder = components["schemas"]["PurchaseOrderView"];
export type LineItem = components["schemas"]["LineItemView"];
export type Invoice = components["schemas"]["InvoiceSummaryView"];
export type Forecast = components["schemas"]["ForecastView"];

/** The purchase order, whole. */
export function usePurchaseOrder(purchaseOrderId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["purchase-orders", "one", purchaseOrderId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/purchase-orders/{purchaseOrderId}", {
          params: { path: { purchaseOrderId } },
          signal,
        }),
      ),
  });
}

/** The invoices and credit memos that carry it, page by page. */
export function useInvoices(purchaseOrderId: string, maxResults: number | undefined) {
  const { api } = useSession();
  return usePages<Invoice>(
    ["purchase-orders", "invoices", purchaseOrderId, maxResults],
    (nextToken, signal) =>
      answer(
        api.GET("/purchase-orders/{purchaseOrderId}/invoices", {
          params: { path: { purchaseOrderId }, query: { maxResults, nextToken } },
          signal,
        }),
      ),
  );
}

/** When it runs out, month by month. */
export function useForecast(purchaseOrderId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["purchase-orders", "forecast", purchaseOrderId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/purchase-orders/{purchaseOrderId}/forecast", {
          params: { path: { purchaseOrderId } },
          signal,
        }),
      ),
  });
}
