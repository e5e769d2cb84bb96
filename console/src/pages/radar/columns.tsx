import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Column } from "../../list/ListTable";
import { formatMoney } from "../../text/money";
import { formatDate, formatInstant, formatMonth } from "../../text/time";
import { NextStep } from "./NextStep";
import type { ChargeAtRisk } from "./queries";
import { RISKS } from "./risks";

type SetPurchaseOrder = (charge: ChargeAtRisk) => void;

export const columns = (setPurchaseOrder: SetPurchaseOrder): readonly Column<ChargeAtRisk>[] => [
  {
    id: "charge",
    header: "Charge",
    isRowHeader: true,
    minWidth: 200,
    cell: (charge) => <Charge charge={charge} />,
  },
  { id: "dueAt", header: "Due on", cell: (charge) => formatDate(charge.dueAt) },
  {
    id: "amount",
    header: "Amount",
    cell: ({ amount }) => formatMoney(amount.amount, amount.currencyCode),
  },
  {
    id: "risks",
    header: "Risk",
    minWidth: 160,
    cell: (charge) => (
      <SpaceBetween size="xxs">
        {charge.risks.map((risk) => (
          <Badge key={risk} color={risk === "NO_PURCHASE_ORDER" ? "severity-high" : "severity-low"}>
            {RISKS[risk].title}
          </Badge>
        ))}
      </SpaceBetween>
    ),
  },
  {
    id: "missing",
    header: "Not covered",
    cell: ({ missing }) => (missing ? formatMoney(missing.amount, missing.currencyCode) : "-"),
  },
  { id: "actBy", header: "Act by", cell: (charge) => formatDate(charge.actBy) },
  {
    id: "next",
    header: "Next step",
    minWidth: 150,
    cell: (charge) => <NextStep charge={charge} setPurchaseOrder={setPurchaseOrder} />,
  },
  { id: "reason", header: "Reason", minWidth: 260, cell: (charge) => charge.reason },
  {
    id: "purchaseOrder",
    isHiddenAtFirst: true,
    header: "Purchase order",
    cell: (charge) => <PurchaseOrder charge={charge} />,
  },
  {
    id: "invoicedAt",
    isHiddenAtFirst: true,
    header: "Invoiced",
    cell: (charge) => formatInstant(charge.invoicedAt),
  },
  {
    id: "billingPeriod",
    isHiddenAtFirst: true,
    header: "Billing period",
    cell: (charge) => formatMonth(charge.billingPeriod),
  },
  {
    id: "invoiceTotal",
    isHiddenAtFirst: true,
    header: "Invoice total",
    cell: ({ invoiceTotal: total }) => formatMoney(total.amount, total.currencyCode),
  },
];

function Charge({ charge }: { charge: ChargeAtRisk }) {
  return (
    <>
      <div>{charge.description || charge.chargeId}</div>
      {charge.isProjected && (
        <Box variant="small" color="text-body-secondary">
          Expected from past usage
        </Box>
      )}
    </>
  );
}

function PurchaseOrder({ charge: { purchaseOrderId, lineItemNumber } }: { charge: ChargeAtRisk }) {
  if (!purchaseOrderId) return "-";
  return (
    <>
      <Link href={`#/purchase-orders/${encodeURIComponent(purchaseOrderId)}`}>
        {purchaseOrderId}
      </Link>
      {lineItemNumber ? `, line ${lineItemNumber}` : ""}
    </>
  );
}
