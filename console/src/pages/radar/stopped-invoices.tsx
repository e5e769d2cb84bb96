import Link from "@cloudscape-design/components/link";
import { Empty } from "../../list/Empty";
import { type Column, ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { PORTALS } from "../../portals/names";
import { formatMoney } from "../../text/money";
import { formatInstant, formatMonth } from "../../text/time";
import { type StoppedInvoice, useStoppedInvoices } from "./queries";

const COLUMNS: readonly Column<StoppedInvoice>[] = [
  {
    id: "invoicedAt",
    header: "Invoiced",
    isRowHeader: true,
    cell: (invoice) => formatInstant(invoice.invoicedAt),
  },
  { id: "period", header: "Billing period", cell: (each) => formatMonth(each.billingPeriod) },
  { id: "entity", header: "Issued by", cell: (invoice) => invoice.invoicingEntity },
  {
    id: "total",
    header: "Total",
    cell: ({ total }) => formatMoney(total.amount, total.currencyCode),
  },
  { id: "charges", header: "Charges", cell: (invoice) => invoice.chargeCount },
  {
    id: "portal",
    header: "Portal",
    cell: ({ einvoiceDelivery: delivery }) => (
      <Link href="#/settings/portals">{PORTALS[delivery.procurementPortalName]}</Link>
    ),
  },
  { id: "reason", header: "Reason", minWidth: 260, cell: (invoice) => invoice.reason },
  {
    id: "unit",
    header: "Invoice unit",
    isHiddenAtFirst: true,
    cell: (invoice) => invoice.invoiceUnit ?? "-",
  },
];

/** The invoices to come that a portal will not take, as it wants a purchase order. */
export function StoppedInvoices({ days }: { days: number }) {
  const [preferences, keepPreferences] = usePreferences("stopped-invoices", COLUMNS);
  return (
    <ListTable
      variant="container"
      title="Stopped invoices"
      description="They are issued all the same, but their procurement portal wants a purchase order."
      columns={COLUMNS}
      pages={useStoppedInvoices({ days, maxResults: preferences.pageSize })}
      nameOf={(invoice) => invoice.draftId}
      preferences={preferences}
      keepPreferences={keepPreferences}
      empty={
        <Empty
          title="No stopped invoice"
          text="No procurement portal will turn an invoice away in these days."
        />
      }
    />
  );
}
