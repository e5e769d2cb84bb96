import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { InvoiceLink } from "../../invoices/InvoiceLink";
import { PurchaseOrderOf } from "../../invoices/PurchaseOrderOf";
import { KINDS } from "../../invoices/words";
import { Empty } from "../../list/Empty";
import { type Column, ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { type Loaded, usePagesOf } from "../../list/useLoaded";
import { formatMoney } from "../../text/money";
import { formatMonth } from "../../text/time";
import { type Invoice, MOST_AT_ONCE } from "./queries";

const COLUMNS: readonly Column<Invoice>[] = [
  {
    id: "invoiceId",
    header: "Invoice ID",
    isRowHeader: true,
    cell: ({ invoiceId }) => <InvoiceLink invoiceId={invoiceId} />,
  },
  {
    id: "period",
    header: "Period",
    cell: ({ billingPeriod }) => formatMonth(billingPeriod),
  },
  { id: "kind", header: "Kind of charges", cell: ({ kind }) => KINDS[kind] },
  {
    id: "purchaseOrder",
    header: "Purchase order now",
    cell: (invoice) => <PurchaseOrderOf purchaseOrderId={invoice.purchaseOrderId} />,
  },
  {
    id: "total",
    header: "Total",
    cell: ({ total, currencyCode }) => formatMoney(total, currencyCode),
  },
];

interface Props {
  readonly loaded: Loaded<Invoice>;
  readonly invoices: readonly Invoice[];
  readonly selected: readonly Invoice[];
  readonly select: (invoices: readonly Invoice[]) => void;
}

/** The invoices that a filter left, and which of them are meant. */
export function ChosenInvoices({ loaded, invoices, selected, select }: Props) {
  const [preferences, keepPreferences] = usePreferences("invoices-to-regenerate", COLUMNS);
  const pages = usePagesOf(loaded, invoices, preferences.pageSize ?? 20, "chosen");
  const isShown = (invoice: Invoice) =>
    pages.items.some(({ invoiceId }) => invoiceId === invoice.invoiceId);
  return (
    <SpaceBetween size="s">
      {(loaded.hasMore || loaded.items.length > invoices.length) && !loaded.isLoading && (
        <Alert type="info">
          One request takes {MOST_AT_ONCE.toLocaleString("en-US")} invoices; these are the first.
        </Alert>
      )}
      <ListTable
        variant="container"
        title="Invoices to regenerate"
        columns={COLUMNS}
        pages={pages}
        nameOf={({ invoiceId }) => invoiceId}
        preferences={preferences}
        keepPreferences={keepPreferences}
        selection={{
          selected,
          isKept: true,
          select: (picked) =>
            select([...selected.filter((each) => !isShown(each)), ...picked.filter(isShown)]),
        }}
        empty={
          <Empty
            title="No invoices"
            text="Choose others in the list of invoices; credit memos follow theirs."
          />
        }
      />
    </SpaceBetween>
  );
}
