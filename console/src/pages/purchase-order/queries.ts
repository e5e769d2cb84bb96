import { useQuery } from "@tanstack/react-query";
import { type Api, answer } from "../../api/client";
import type { components } from "../../api/schema";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

export type PurchaseOrder = components["schemas"]["PurchaseOrderView"];
export type LineItem = components["schemas"]["LineItemView"];
export type Invoice = components["schemas"]["InvoiceSummaryView"];
export type Event = components["schemas"]["EventView"];
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

/** Its history from the ledger, page by page. */
export function useEvents(purchaseOrderId: string, maxResults: number | undefined) {
  const { api } = useSession();
  return usePages<Event>(
    ["purchase-orders", "events", purchaseOrderId, maxResults],
    (nextToken, signal) => readEvents(api, purchaseOrderId, { maxResults, nextToken }, signal),
  );
}

/** How many events are read for its past at most. */
const MOST_EVENTS = 1_000;

/** Its latest events, newest first, as far back as a chart goes; whether all were read. */
export function usePast(purchaseOrderId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["purchase-orders", "past", purchaseOrderId],
    queryFn: async ({ signal }) => {
      const events: Event[] = [];
      let nextToken: string | undefined;
      do {
        const asked = { maxResults: 100, nextToken };
        const page = await readEvents(api, purchaseOrderId, asked, signal);
        events.push(...page.items);
        nextToken = page.nextToken ?? undefined;
      } while (nextToken && events.length < MOST_EVENTS);
      return { events, isWhole: !nextToken };
    },
  });
}

function readEvents(
  api: Api,
  purchaseOrderId: string,
  query: { maxResults: number | undefined; nextToken: string | undefined },
  signal: AbortSignal,
) {
  const params = { path: { purchaseOrderId }, query };
  return answer(api.GET("/purchase-orders/{purchaseOrderId}/events", { params, signal }));
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
