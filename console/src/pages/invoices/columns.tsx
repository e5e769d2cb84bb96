import Badge from "@cloudscape-design/components/badge";
import { InvoiceLink, invoiceAddress } from "../../invoices/InvoiceLink";
import { PurchaseOrderOf } from "../../invoices/PurchaseOrderOf";
import { KINDS, OUTCOMES } from "../../invoices/words";
import type { Column } from "../../list/ListTable";
import { formatMoney } from "../../text/money";
import { formatDate, formatInstant, formatMonth } from "../../text/time";
import type { Invoice } from "./queries";

export const COLUMNS: readonly Column<Invoice>[] = [
  {
    id: "invoiceId",
    header: "Invoice ID",
    isRowHeader: true,
    cell: (invoice) => <InvoiceLink invoiceId={invoice.invoiceId} />,
  },
  {
    id: "type",
    header: "Type",
    minWidth: 140,
    cell: (invoice) =>
      invoice.invoiceType === "CREDIT_MEMO" ? <Badge color="blue">Credit memo</Badge> : "Invoice",
  },
  { id: "period", header: "Period", cell: (invoice) => formatMonth(invoice.billingPeriod) },
  {
    id: "purchaseOrder",
    header: "Purchase order",
    cell: (invoice) => (
      <PurchaseOrderOf
        purchaseOrderId={invoice.purchaseOrderId}
        invoiceType={invoice.invoiceType}
        why={`${invoiceAddress(invoice.invoiceId)}?tab=why`}
      />
    ),
  },
  {
    id: "line",
    header: "Line item",
    isHiddenAtFirst: true,
    cell: (invoice) => invoice.lineItemNumber ?? "-",
  },
  {
    id: "total",
    header: "Total",
    cell: (invoice) => formatMoney(invoice.total, invoice.currencyCode),
  },
  { id: "kind", header: "Charges", cell: (invoice) => KINDS[invoice.kind] },
  { id: "entity", header: "Issued by", cell: (invoice) => invoice.invoicingEntity },
  { id: "dueOn", header: "Due on", cell: (invoice) => formatDate(invoice.dueOn) },
  {
    id: "issuedAt",
    header: "Issued on",
    isHiddenAtFirst: true,
    cell: (invoice) => formatInstant(invoice.issuedAt),
  },
  {
    id: "outcome",
    header: "How it was decided",
    isHiddenAtFirst: true,
    cell: (invoice) => OUTCOMES[invoice.outcome],
  },
  {
    id: "reason",
    header: "Why this purchase order",
    isHiddenAtFirst: true,
    cell: (invoice) => invoice.reason,
  },
  {
    id: "tax",
    header: "Tax",
    isHiddenAtFirst: true,
    cell: (invoice) => formatMoney(invoice.tax, invoice.currencyCode),
  },
  {
    id: "invoiceUnit",
    header: "Invoice unit",
    isHiddenAtFirst: true,
    cell: (invoice) => invoice.invoiceUnit ?? "-",
  },
  {
    id: "delivery",
    header: "E-invoice delivery",
    isHiddenAtFirst: true,
    cell: (invoice) => invoice.einvoiceDeliveryStatus ?? "-",
  },
  { id: "edition", header: "Edition", isHiddenAtFirst: true, cell: (invoice) => invoice.edition },
];
