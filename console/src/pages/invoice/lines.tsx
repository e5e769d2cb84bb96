import { useCollection } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Pagination from "@cloudscape-design/components/pagination";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { Empty } from "../../list/Empty";
import { formatExactMoney } from "../../text/money";
import { formatDate } from "../../text/time";
import type { Invoice, InvoiceLine } from "./queries";

const PAGE = 50;

/** What it is about, charge by charge, to the last digit. */
export function Lines({ invoice }: { invoice: Invoice }) {
  const { items, collectionProps, filterProps, paginationProps } = useCollection(invoice.lines, {
    filtering: {
      fields: ["description", "chargeId", "agreementId"],
      empty: <Empty title="No lines" text="It has no lines of its own." />,
      noMatch: <Empty title="No matches" text="No line is like that." />,
    },
    pagination: { pageSize: PAGE },
  });
  return (
    <Table
      {...collectionProps}
      items={items}
      trackBy="chargeId"
      columnDefinitions={columns(invoice.currencyCode)}
      enableKeyboardNavigation
      wrapLines
      ariaLabels={{ tableLabel: "Lines" }}
      header={
        <Header
          counter={`(${invoice.lines.length})`}
          description="Amounts are exact; only totals and taxes are rounded."
        >
          Lines
        </Header>
      }
      filter={
        invoice.lines.length > 1 && (
          <TextFilter
            {...filterProps}
            filteringPlaceholder="Find lines"
            filteringAriaLabel="Find lines"
          />
        )
      }
      pagination={invoice.lines.length > PAGE && <Pagination {...paginationProps} />}
    />
  );
}

function columns(currency: string): TableProps.ColumnDefinition<InvoiceLine>[] {
  return [
    {
      id: "description",
      header: "Description",
      isRowHeader: true,
      minWidth: 280,
      cell: (line) => <Description line={line} currency={currency} />,
    },
    {
      id: "date",
      header: "Charge date",
      cell: ({ chargeDate }) => (chargeDate ? formatDate(chargeDate) : "-"),
    },
    { id: "installment", header: "Installment", cell: (line) => line.installment ?? "-" },
    { id: "amount", header: "Amount", cell: (line) => formatExactMoney(line.amount, currency) },
    { id: "tax", header: "Tax", cell: (line) => formatExactMoney(line.tax, currency) },
    {
      id: "agreement",
      header: "Agreement",
      cell: ({ agreementId }) =>
        agreementId ? (
          <Link href={`#/agreements/${encodeURIComponent(agreementId)}`}>{agreementId}</Link>
        ) : (
          "-"
        ),
    },
  ];
}

/** The charge and its metered quantities stand under the description. */
function Description({ line, currency }: { line: InvoiceLine; currency: string }) {
  return (
    <>
      {line.description}
      <Box variant="small" display="block">
        {line.chargeId}
      </Box>
      {line.usage.map((used) => (
        <Box key={used.dimension} variant="small" display="block">
          {used.dimension}: {used.quantity} at {formatExactMoney(used.unitPrice, currency)} ={" "}
          {formatExactMoney(used.amount, currency)}
        </Box>
      ))}
    </>
  );
}
