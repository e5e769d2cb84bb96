import Button from "@cloudscape-design/components/button";
import { useMutation } from "@tanstack/react-query";
import { type Api, answer } from "../../api/client";
import { useNotifications } from "../../app/notifications";
import { csvOf, download } from "../../list/csv";
import { useSession } from "../../session/session";
import type { ListQuery, PurchaseOrder } from "./queries";

/** Every column that the list may have, as plain text; amounts stand beside their currency. */
const CELLS: readonly (readonly [string, (order: PurchaseOrder) => string])[] = [
  ["Purchase order ID", (order) => order.purchaseOrderId],
  ["Description", (order) => order.description],
  ["Status", (order) => order.status],
  ["Value", (order) => order.totalValue],
  ["Balance", (order) => order.balance ?? ""],
  ["Currency", (order) => order.currencyCode],
  ["Effective", (order) => order.effectiveMonth],
  ["Expiration", (order) => order.expirationMonth],
  ["Bill from", (order) => order.billFrom.join("; ")],
  ["Added by", (order) => order.source],
  ["Line items", (order) => String(order.lineItemCount)],
  ["Invoices", (order) => String(order.invoiceCount)],
  ["Tags", (order) => tagsText(order.tags)],
  ["Created on", (order) => order.createdAt],
  ["Updated on", (order) => order.updatedAt],
];

/** Saves what the list shows, all of its pages, as a file for spreadsheets. */
export function ExportButton({ query }: { query: ListQuery }) {
  const { api } = useSession();
  const { notifyFailure } = useNotifications();
  const exporting = useMutation({
    mutationFn: () => readAll(api, query),
    onSuccess: (orders) => {
      const rows = orders.map((order) => CELLS.map(([, text]) => text(order)));
      download("purchase-orders.csv", csvOf([CELLS.map(([header]) => header), ...rows]));
    },
    onError: (error) => notifyFailure("Nothing was exported", error),
  });
  return (
    <Button
      iconName="download"
      loading={exporting.isPending}
      loadingText="Exporting"
      onClick={() => exporting.mutate()}
    >
      Export
    </Button>
  );
}

async function readAll(api: Api, query: ListQuery): Promise<PurchaseOrder[]> {
  const orders: PurchaseOrder[] = [];
  let nextToken: string | undefined;
  do {
    const asked = { ...query, maxResults: 100, nextToken };
    const page = await answer(api.GET("/purchase-orders", { params: { query: asked } }));
    orders.push(...page.items);
    nextToken = page.nextToken ?? undefined;
  } while (nextToken);
  return orders;
}

function tagsText(tags: PurchaseOrder["tags"]): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join("; ");
}
