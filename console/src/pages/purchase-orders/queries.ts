import { useQuery } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components, operations } from "../../api/schema";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

export type PurchaseOrder = components["schemas"]["PurchaseOrderSummaryView"];
export type Dashboard = components["schemas"]["DashboardView"];
export type SortBy = components["schemas"]["SortBy"];
export type ListQuery = NonNullable<operations["ListPurchaseOrders"]["parameters"]["query"]>;

/** Purchase orders page by page, as the API filters and sorts them. */
export function usePurchaseOrders(query: ListQuery) {
  const { api } = useSession();
  return usePages<PurchaseOrder>(["purchase-orders", "list", query], (nextToken, signal) =>
    answer(api.GET("/purchase-orders", { params: { query: { ...query, nextToken } }, signal })),
  );
}

/** How many are active, how many of them want a look, and how many invoices have none. */
export function useDashboard() {
  const { api } = useSession();
  return useQuery({
    queryKey: ["purchase-orders", "dashboard"],
    queryFn: ({ signal }) => answer(api.GET("/purchase-order-dashboard", { signal })),
  });
}
