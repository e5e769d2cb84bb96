import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { Empty } from "../../list/Empty";
import { Balance } from "../../purchase-orders/Balance";
import { formatMoney } from "../../text/money";
import { formatMonth } from "../../text/time";
import type { LineItem, PurchaseOrder } from "./queries";

/** Its line items, each with its own arithmetic and balance. */
export function LineItems({ order }: { order: PurchaseOrder }) {
  return (
    <Table
      items={order.lineItems}
      trackBy="lineItemNumber"
      columnDefinitions={columns(order.currencyCode)}
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Line items" }}
      header={<Header counter={`(${order.lineItems.length})`}>Line items</Header>}
      empty={<Empty title="No line items" text="Without one, no invoice takes this number." />}
    />
  );
}

function columns(currency: string): TableProps.ColumnDefinition<LineItem>[] {
  return [
    { id: "number", header: "Line", cell: (line) => line.lineItemNumber, isRowHeader: true },
    { id: "type", header: "Type", cell: (line) => line.type },
    { id: "description", header: "Description", cell: (line) => line.description || "-" },
    {
      id: "months",
      header: "Months",
      cell: (line) => `${formatMonth(line.startMonth)} to ${formatMonth(line.endMonth)}`,
    },
    {
      id: "amount",
      header: "Unit price x quantity",
      cell: (line) => `${formatMoney(line.unitPrice, currency)} x ${line.quantity}`,
    },
    { id: "tax", header: "Tax", cell: (line) => formatMoney(line.taxAmount, currency) },
    { id: "value", header: "Total value", cell: (line) => formatMoney(line.totalValue, currency) },
    {
      id: "balance",
      header: "Balance",
      minWidth: 190,
      cell: (line) => (
        <Balance
          of={`line ${line.lineItemNumber}`}
          balance={line.balance}
          value={line.totalValue}
          currency={currency}
        />
      ),
    },
    { id: "invoices", header: "Invoices", cell: (line) => line.invoiceCount },
  ];
}
