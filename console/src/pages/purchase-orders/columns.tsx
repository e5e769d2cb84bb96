import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { Column } from "../../list/ListTable";
import { formatMoney, percentLeft } from "../../text/money";
import { formatInstant, formatMonth } from "../../text/time";
import type { PurchaseOrder, SortBy, Status } from "./queries";

const STATUS: Record<Status, { type: StatusIndicatorProps.Type; text: string }> = {
  ACTIVE: { type: "success", text: "Active" },
  SUSPENDED: { type: "stopped", text: "Suspended" },
  EXPIRED: { type: "warning", text: "Expired" },
  SUSPENDED_EXPIRED: { type: "stopped", text: "Suspended, expired" },
};

export function PurchaseOrderStatus({ status }: { status: Status }) {
  const { type, text } = STATUS[status];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

function Balance({ order }: { order: PurchaseOrder }) {
  if (order.balance === null) {
    return <Box color="text-body-secondary">Not tracked</Box>;
  }
  const percent = percentLeft(order.balance, order.totalValue);
  return (
    <ProgressBar
      variant="key-value"
      value={percent}
      status={percent > 0 ? "in-progress" : "error"}
      resultText={formatMoney(order.balance, order.currencyCode)}
      additionalInfo={formatMoney(order.balance, order.currencyCode)}
      ariaLabel={`Balance of ${order.purchaseOrderId}`}
    />
  );
}

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
    cell: (order) => <Balance order={order} />,
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
