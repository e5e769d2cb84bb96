import { useCollection } from "@cloudscape-design/collection-hooks";
import Badge from "@cloudscape-design/components/badge";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { Failure } from "../../app/outcomes";
import { PurchaseOrderOf } from "../../invoices/PurchaseOrderOf";
import { FLAGS, KINDS, OUTCOMES } from "../../invoices/words";
import { Empty } from "../../list/Empty";
import { formatMoney } from "../../text/money";
import { formatMonth } from "../../text/time";
import { type PlannedInvoice, usePart } from "./queries";

const PAGE = 20;

interface Props {
  readonly runId: string;
  readonly partId: string;
  readonly close: () => void;
}

/** What a dry run decided for one account. */
export function PlannedInvoices({ runId, partId, close }: Props) {
  const found = usePart(runId, partId);
  const planned = found.data?.plannedInvoices ?? [];
  const { items, collectionProps, paginationProps } = useCollection(planned, {
    pagination: { pageSize: PAGE },
  });
  const retry = () => void found.refetch();
  if (found.error) return <Failure what="the planned invoices" error={found.error} retry={retry} />;
  const account = found.data?.receiverAccountId;
  return (
    <Table
      {...collectionProps}
      items={items}
      loading={found.isPending}
      loadingText="Loading planned invoices"
      columnDefinitions={COLUMNS}
      trackBy="draftId"
      enableKeyboardNavigation
      wrapLines
      ariaLabels={{ tableLabel: "Planned invoices" }}
      header={
        <Header
          counter={found.data && `(${planned.length})`}
          description="None of them was issued."
          actions={<Button onClick={close}>Close</Button>}
        >
          Planned invoices{account && ` of account ${account}`}
        </Header>
      }
      pagination={planned.length > PAGE && <Pagination {...paginationProps} />}
      empty={<Empty title="No planned invoices" text="Nothing would be invoiced." />}
    />
  );
}

const COLUMNS: TableProps.ColumnDefinition<PlannedInvoice>[] = [
  {
    id: "period",
    header: "Period",
    isRowHeader: true,
    cell: (planned) => formatMonth(planned.billingPeriod),
  },
  {
    id: "type",
    header: "Type",
    cell: (planned) =>
      planned.invoiceType === "CREDIT_MEMO" ? <Badge color="blue">Credit memo</Badge> : "Invoice",
  },
  { id: "kind", header: "Charges", cell: (planned) => KINDS[planned.kind] },
  {
    id: "purchaseOrder",
    header: "Purchase order",
    cell: (planned) => <PurchaseOrderOf {...planned} />,
  },
  {
    id: "total",
    header: "Before tax",
    cell: ({ totalBeforeTax: { amount, currencyCode } }) => formatMoney(amount, currencyCode),
  },
  { id: "entity", header: "Issued by", cell: (planned) => planned.invoicingEntity },
  { id: "outcome", header: "How it was decided", cell: (planned) => OUTCOMES[planned.outcome] },
  {
    id: "flags",
    header: "To look at",
    cell: (planned) => planned.flags.map((flag) => FLAGS[flag]).join(" ") || "-",
  },
];
