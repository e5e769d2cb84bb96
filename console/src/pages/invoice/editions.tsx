import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { Failure } from "../../app/outcomes";
import { invoiceAddress } from "../../invoices/InvoiceLink";
import { PurchaseOrderOf } from "../../invoices/PurchaseOrderOf";
import { Empty } from "../../list/Empty";
import { formatInstant } from "../../text/time";
import { type Edition, type Invoice, useEditions } from "./queries";

/** Every edition that there was, each as it was printed. */
export function Editions({ invoice }: { invoice: Invoice }) {
  const found = useEditions(invoice.invoiceId);
  const retry = () => void found.refetch();
  if (found.error) return <Failure what="the editions" error={found.error} retry={retry} />;
  const editions = found.data?.items ?? [];
  return (
    <Table
      items={editions}
      loading={found.isPending}
      loadingText="Loading editions"
      trackBy={({ edition }) => String(edition)}
      columnDefinitions={columns(invoice)}
      enableKeyboardNavigation
      wrapLines
      ariaLabels={{ tableLabel: "Editions" }}
      header={
        <Header
          counter={`(${editions.length})`}
          description="Regenerating keeps the number and adds an edition; former ones are kept."
        >
          Editions
        </Header>
      }
      empty={<Empty title="No editions" text="No edition is known." />}
    />
  );
}

function columns(invoice: Invoice): TableProps.ColumnDefinition<Edition>[] {
  return [
    {
      id: "edition",
      header: "Edition",
      isRowHeader: true,
      cell: ({ edition }) => (
        <Link
          href={`${invoiceAddress(invoice.invoiceId)}?edition=${edition}`}
          ariaLabel={`Edition ${edition}`}
        >
          {edition}
        </Link>
      ),
    },
    {
      id: "purchaseOrder",
      header: "Purchase order",
      minWidth: 220,
      cell: (edition) => (
        <PurchaseOrderOf
          purchaseOrderId={edition.purchaseOrderId}
          lineItemNumber={edition.lineItemNumber}
          invoiceType={invoice.invoiceType}
        />
      ),
    },
    {
      id: "madeAt",
      header: "Made on",
      minWidth: 210,
      cell: (edition) => formatInstant(edition.madeAt),
    },
    {
      id: "madeBy",
      header: "Made by",
      minWidth: 180,
      cell: (edition) => edition.madeBy ?? "The invoice run",
    },
    { id: "reason", header: "Reason", minWidth: 180, cell: (edition) => edition.reason ?? "-" },
    { id: "digest", header: "SHA-256 of what is printed", cell: (each) => each.contentSha256 },
  ];
}
