import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { Empty } from "../../list/Empty";
import { Balance } from "../../purchase-orders/Balance";
import { typeName } from "../../purchase-orders/form/types";
import { useDenied } from "../../session/may";
import { formatMoney } from "../../text/money";
import { formatMonth } from "../../text/time";
import { DeleteLines, EditLine } from "./edit-lines";
import type { LineItem, PurchaseOrder } from "./queries";

/** What is done with the lines now: one is added or edited, or the chosen ones are deleted. */
type Act = "add" | "edit" | "delete" | null;

/** Its line items, each with its own arithmetic and balance. */
export function LineItems({ order }: { order: PurchaseOrder }) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [act, setAct] = useState<Act>(null);
  const lines = order.lineItems.filter((line) => chosen.includes(line.lineItemNumber));
  const close = () => {
    setAct(null);
    setChosen([]);
  };
  return (
    <>
      <Table
        items={order.lineItems}
        trackBy="lineItemNumber"
        columnDefinitions={columns(order.currencyCode)}
        enableKeyboardNavigation
        selectionType="multi"
        selectedItems={lines}
        onSelectionChange={({ detail }) =>
          setChosen(detail.selectedItems.map((line) => line.lineItemNumber))
        }
        ariaLabels={{
          tableLabel: "Line items",
          selectionGroupLabel: "Line items",
          allItemsSelectionLabel: () => "Select all",
          itemSelectionLabel: (_, line) => `Line ${line.lineItemNumber}`,
        }}
        header={
          <Header
            counter={`(${order.lineItems.length})`}
            actions={<LineActions count={lines.length} start={setAct} />}
          >
            Line items
          </Header>
        }
        empty={
          <Empty title="No line items" text="Without one, no invoice takes this number.">
            <Button onClick={() => setAct("add")}>Add line item</Button>
          </Empty>
        }
      />
      {act === "add" && <EditLine order={order} line={null} close={close} />}
      {act === "edit" && <EditLine order={order} line={lines[0] ?? null} close={close} />}
      {act === "delete" && <DeleteLines order={order} lines={lines} close={close} />}
    </>
  );
}

function LineActions({ count, start }: { count: number; start: (act: Act) => void }) {
  const denied = useDenied()("PATCH /purchase-orders/{purchaseOrderId}");
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button disabled={count !== 1} onClick={() => start("edit")} {...denied}>
        Edit
      </Button>
      <Button disabled={!count} onClick={() => start("delete")} {...denied}>
        Delete
      </Button>
      <Button onClick={() => start("add")} {...denied}>
        Add line item
      </Button>
    </SpaceBetween>
  );
}

function columns(currency: string): TableProps.ColumnDefinition<LineItem>[] {
  return [
    { id: "number", header: "Line", cell: (line) => line.lineItemNumber, isRowHeader: true },
    { id: "type", header: "Type", cell: (line) => typeName(line.type) },
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
