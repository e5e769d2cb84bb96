import Button from "@cloudscape-design/components/button";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { Empty } from "../../list/Empty";
import { type Column, ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { type Part, type Run, useParts } from "./queries";

interface Props {
  readonly run: Run;
  readonly areFailed: boolean;
  readonly showFailed: (areFailed: boolean) => void;
  readonly open: (partId: string) => void;
}

/** The work for each receiving account, and why some was left undone. */
export function Parts({ run, areFailed, showFailed, open }: Props) {
  const columns = columnsOf(run, open);
  const [preferences, keepPreferences] = usePreferences("invoice-run-parts", columns);
  return (
    <ListTable
      variant="container"
      title="Accounts"
      description="A part of the run is the work for one receiving account."
      columns={columns}
      pages={useParts(run, areFailed, preferences.pageSize)}
      nameOf={(part) => part.partId}
      // A reason may be long, and is what this list is read for.
      preferences={{ wrapLines: true, ...preferences }}
      keepPreferences={keepPreferences}
      filter={
        <SegmentedControl
          label="Accounts that are shown"
          selectedId={areFailed ? "failed" : "all"}
          options={[
            { id: "all", text: "All" },
            { id: "failed", text: "Failed" },
          ]}
          onChange={({ detail }) => showFailed(detail.selectedId === "failed")}
        />
      }
      empty={
        areFailed ? (
          <Empty title="No matches" text="No account failed.">
            <Button onClick={() => showFailed(false)}>Show all</Button>
          </Empty>
        ) : (
          <Empty
            title="No accounts"
            text={run.state === "PLANNING" ? "The run is being planned." : "Nothing was due."}
          />
        )
      }
    />
  );
}

function columnsOf(run: Run, open: (partId: string) => void): readonly Column<Part>[] {
  const columns: Column<Part>[] = [
    {
      id: "account",
      header: "Receiving account",
      isRowHeader: true,
      cell: (part) => part.receiverAccountId,
    },
    { id: "state", header: "State", minWidth: 140, cell: (part) => <PartState part={part} /> },
    { id: "invoices", header: "Invoices", cell: (part) => part.invoices },
    {
      id: "withoutPurchaseOrder",
      header: "Without purchase order",
      cell: (part) => part.withoutPurchaseOrder,
    },
    { id: "reason", header: "Why it failed", cell: (part) => part.reason ?? "-" },
    { id: "partId", header: "Part", isHiddenAtFirst: true, cell: (part) => part.partId },
  ];
  if (run.mode !== "DRY_RUN") return columns;
  const planned: Column<Part> = {
    id: "planned",
    header: "Planned invoices",
    cell: (part) => (
      <Button
        variant="inline-link"
        ariaLabel={`Show the planned invoices of account ${part.receiverAccountId}`}
        onClick={() => open(part.partId)}
      >
        Show
      </Button>
    ),
  };
  return [...columns, planned];
}

function PartState({ part }: { part: Part }) {
  if (!part.isSettled) return <StatusIndicator type="in-progress">Under way</StatusIndicator>;
  if (part.reason !== null) return <StatusIndicator type="error">Failed</StatusIndicator>;
  return <StatusIndicator type="success">Done</StatusIndicator>;
}
