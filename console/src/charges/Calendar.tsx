import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { amountOf, type Charge } from "./amount";
import { ChargeState } from "./ChargeState";
import { PurchaseOrderLink } from "./PurchaseOrderLink";
import { formatMoney } from "../text/money";
import { formatDate, formatMonth } from "../text/time";
import { byMonth, type Month, nextYearOf, type Total, yearsOf } from "./months";

const COLUMNS: readonly TableProps.ColumnDefinition<Charge>[] = [
  {
    id: "time",
    header: "Due on",
    width: 140,
    minWidth: 130,
    isRowHeader: true,
    cell: (charge) => (charge.time ? formatDate(charge.time) : "Not dated"),
  },
  { id: "amount", header: "Amount", width: 140, minWidth: 120, cell: amountOf },
  {
    id: "charge",
    header: "Charge",
    minWidth: 180,
    cell: (charge) => charge.description || charge.id,
  },
  {
    id: "purchaseOrder",
    header: "Purchase order",
    width: 260,
    minWidth: 190,
    cell: (charge) => <PurchaseOrderLink reference={charge.purchaseOrderReference} />,
  },
  {
    id: "state",
    header: "State",
    width: 140,
    minWidth: 120,
    cell: (charge) => <ChargeState state={charge.state} />,
  },
];

interface Props {
  readonly charges: readonly Charge[];
  readonly year: string | null;
  readonly openYear: (year: string) => void;
}

/** Month by month what is due when, and how much it comes to. */
export function Calendar({ charges, year, openYear }: Props) {
  const months = byMonth(charges);
  const years = yearsOf(months);
  const shown = year !== null && years.includes(year) ? year : nextYearOf(months);
  return (
    <SpaceBetween size="m">
      {years.length > 1 && (
        <SegmentedControl
          label="Year"
          selectedId={shown}
          options={years.map((id) => ({ id, text: id }))}
          onChange={({ detail }) => openYear(detail.selectedId)}
        />
      )}
      {months
        .filter(({ month }) => month === null || month.startsWith(shown ?? ""))
        .map((month) => (
          <DueIn key={month.month} month={month} />
        ))}
    </SpaceBetween>
  );
}

function DueIn({ month: { month, charges, totals } }: { month: Month }) {
  const name = month === null ? "Without a date" : formatMonth(month);
  return (
    <Table
      items={charges}
      trackBy="id"
      columnDefinitions={COLUMNS}
      enableKeyboardNavigation
      wrapLines
      ariaLabels={{ tableLabel: `Due in ${name}` }}
      header={
        <Header counter={`(${charges.length})`} actions={<Totals totals={totals} />}>
          {name}
        </Header>
      }
    />
  );
}

function Totals({ totals }: { totals: readonly Total[] }) {
  const amounts = totals.map(({ amount, currencyCode }) => formatMoney(amount, currencyCode));
  return <Box variant="h3">{amounts.join(" + ") || "As used"}</Box>;
}
