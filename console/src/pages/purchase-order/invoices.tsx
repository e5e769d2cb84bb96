import Badge from "@cloudscape-design/components/badge";
import { InvoiceLink } from "../../invoices/InvoiceLink";
import { Empty } from "../../list/Empty";
import { type Column, ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { formatMoney } from "../../text/money";
import { formatInstant, formatMonth } from "../../text/time";
import { type Invoice, useInvoices } from "./queries";

const COLUMNS: readonly Column<Invoice>[] = [
  {
    id: "id",
    header: "Invoice",
    isRowHeader: true,
    cell: (invoice) => <InvoiceLink invoiceId={invoice.invoiceId} />,
  },
  {
    id: "type",
    header: "Type",
    cell: (invoice) =>
      invoice.invoiceType === "CREDIT_MEMO" ? <Badge color="blue">Credit memo</Badge> : "Invoice",
  },
  { id: "period", header: "Period", cell: (invoice) => formatMonth(invoice.billingPeriod) },
  { id: "line", header: "Line", cell: (invoice) => invoice.lineItemNumber ?? "-" },
  { id: "entity", header: "Issued by", cell: (invoice) => invoice.invoicingEntity },
  {
    id: "total",
    header: "Total",
    cell: (invoice) => formatMoney(invoice.total, invoice.currencyCode),
  },
  { id: "reason", header: "Why this number", cell: (invoice) => invoice.reason },
  { id: "issued", header: "Issued", cell: (invoice) => formatInstant(invoice.issuedAt) },
  { id: "due", header: "Due on", cell: (invoice) => invoice.dueOn, isHiddenAtFirst: true },
];

/** The invoices and credit memos that carry the number. */
export function Invoices({ purchaseOrderId }: { purchaseOrderId: string }) {
  const [preferences, keepPreferences] = usePreferences("purchase-order-invoices", COLUMNS);
  return (
    <ListTable
      variant="container"
      title="Invoices"
      columns={COLUMNS}
      pages={useInvoices(purchaseOrderId, preferences.pageSize)}
      nameOf={(invoice) => invoice.invoiceId}
      preferences={preferences}
      keepPreferences={keepPreferences}
      empty={<Empty title="No invoices" text="No invoice carries this number yet." />}
    />
  );
}
