import SegmentedControl from "@cloudscape-design/components/segmented-control";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { InvoiceLink } from "../../invoices/InvoiceLink";
import { PurchaseOrderOf } from "../../invoices/PurchaseOrderOf";
import { Empty } from "../../list/Empty";
import { type Column, ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { pagesOf } from "./pages";
import type { Result } from "./queries";

const COLUMNS: readonly Column<Result>[] = [
  {
    id: "invoiceId",
    header: "Invoice ID",
    isRowHeader: true,
    cell: ({ invoiceId }) => <InvoiceLink invoiceId={invoiceId} />,
  },
  { id: "outcome", header: "Outcome", minWidth: 240, cell: (result) => <Outcome of={result} /> },
  {
    id: "purchaseOrder",
    header: "Purchase order",
    cell: (result) => (result.edition === null ? "-" : <PurchaseOrderOf {...result} />),
  },
  { id: "edition", header: "Edition", cell: ({ edition }) => edition ?? "-" },
];

interface Props {
  readonly results: readonly Result[];
  readonly areFailed: boolean;
  readonly page: number;
  readonly refresh: () => void;
  /** Shows all of them or the refused ones, from a page on. */
  readonly go: (areFailed: boolean, page: number) => void;
}

/** What became of each invoice, or would. */
export function Results({ results, areFailed, page, refresh, go }: Props) {
  const [preferences, keepPreferences] = usePreferences("regeneration-results", COLUMNS);
  const shown = results.filter(({ state }) => !areFailed || state === "FAILED");
  return (
    <ListTable
      variant="container"
      title="Results"
      columns={COLUMNS}
      pages={pagesOf(shown, {
        page,
        pageSize: preferences.pageSize ?? 20,
        refresh,
        open: (wanted) => go(areFailed, wanted),
      })}
      nameOf={({ invoiceId }) => invoiceId}
      preferences={preferences}
      keepPreferences={keepPreferences}
      filter={
        <SegmentedControl
          label="Results"
          selectedId={areFailed ? "refused" : "all"}
          options={[
            { id: "all", text: "All" },
            { id: "refused", text: "Refused" },
          ]}
          onChange={({ detail }) => go(detail.selectedId === "refused", 1)}
        />
      }
      empty={<Empty title="No matches" text="No invoice was refused." />}
    />
  );
}

function Outcome({ of: { state, isChanged, error } }: { of: Result }) {
  if (error) return <StatusIndicator type="error">{error.message}</StatusIndicator>;
  switch (state) {
    case "PENDING":
      return <StatusIndicator type="pending">Pending</StatusIndicator>;
    case "PLANNED":
      return isChanged ? (
        <StatusIndicator type="info">Would get another edition</StatusIndicator>
      ) : (
        <StatusIndicator type="stopped">Is so already</StatusIndicator>
      );
    default:
      return isChanged ? (
        <StatusIndicator type="success">Regenerated</StatusIndicator>
      ) : (
        <StatusIndicator type="stopped">Was so already</StatusIndicator>
      );
  }
}
