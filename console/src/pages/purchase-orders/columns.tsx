import Link from "@cloudscape-design/components/link";
import type { Column } from "../../list/ListTable";
import { Balance } from "../../purchase-orders/Balance";
import { PurchaseOrderStatus } from "../../purchase-orders/PurchaseOrderStatus";
import { formatMoney } from "../../text/money";
import { formatInstant, formatMonth } from "../../text/time";
import type { PurchaseOrder, SortBy } from "./queries";

/** What the API sorts by. */
export const SORTS: readonly SortBy[] = [
  "PURCHASE_ORDER_ID",
  "EXPIRATION_MONTH",
  "UPDATED_AT",
  "TOTAL_VALUE",
  "BALANCE",
];

/** The columns of AWS's dashboard, and some that can be shown beside them. */
export const COLUMNS: readonly Column<PurchaseOrder>[] = [
  {
    id: "purchaseOrderId",
    header: "Purchase order ID",
    sortingField: "PURCHASE_ORDER_ID" satisfies SortBy,
    isRowHeader: true,
    cell: (order) => (
      <Link href={`#/purchase-orders/${encodeURIComponent(order.purchaseOrderId)}`}>
        {order.purchaseOrderId}
      </Link>
    ),
  },
  {
    id: "totalValue",
    header: "Value",
    sortingField: "TOTAL_VALUE" satisfies SortBy,
    cell: (order) => formatMoney(order.totalValue, order.currencyCode),
  },
  {
    id: "balance",
    header: "Balance",
    sortingField: "BALANCE" satisfies SortBy,
    minWidth: 190,
    cell: (order) => (
      <Balance
        of={order.purchaseOrderId}
        balance={order.balance}
        value={order.totalValue}
        currency={order.currencyCode}
      />
    ),
  },
  {
    id: "effectiveMonth",
    header: "Effective",
    cell: (order) => formatMonth(order.effectiveMonth),
  },
  {
    id: "expirationMonth",
    header: "Expiration",
    sortingField: "EXPIRATION_MONTH" satisfies SortBy,
    cell: (order) => formatMonth(order.expirationMonth),
  },
  {
    id: "status",
    header: "Status",
    cell: (order) => <PurchaseOrderStatus status={order.status} />,
  },
  {
    id: "updatedAt",
    header: "Updated on",
    sortingField: "UPDATED_AT" satisfies SortBy,
    cell: (order) => formatInstant(order.updatedAt),
  },
  {
    id: "billFrom",
    isHiddenAtFirst: true,
    header: "Bill from",
    cell: (order) => order.billFrom.join(", "),
  },
  {
    id: "description",
    isHiddenAtFirst: true,
    header: "Description",
    cell: (order) => order.description || "-",
  },
  {
    id: "source",
    isHiddenAtFirst: true,
    header: "Added by",
    cell: (order) => (order.source === "MARKETPLACE" ? "AWS Marketplace" : "A user"),
  },
  {
    id: "invoiceCount",
    isHiddenAtFirst: true,
    header: "Invoices",
    cell: (order) => order.invoiceCount,
  },
  {
    id: "tags",
    isHiddenAtFirst: true,
    header: "Tags",
    cell: (order) =>
      Object.entries(order.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(", ") || "-",
  },
];
