import Link from "@cloudscape-design/components/link";
import { RunState } from "../../invoice-runs/RunState";
import { MODES } from "../../invoice-runs/words";
import type { Column } from "../../list/ListTable";
import { formatInstant } from "../../text/time";
import type { Run } from "./queries";

export const COLUMNS: readonly Column<Run>[] = [
  {
    id: "runId",
    header: "Run ID",
    isRowHeader: true,
    cell: (run) => (
      <Link href={`#/invoice-runs/${encodeURIComponent(run.runId)}`}>{run.runId}</Link>
    ),
  },
  { id: "mode", header: "Kind", cell: (run) => MODES[run.mode] },
  { id: "state", header: "State", cell: (run) => <RunState run={run} /> },
  { id: "startedAt", header: "Started on", cell: (run) => formatInstant(run.startedAt) },
  {
    id: "parts",
    header: "Accounts done",
    cell: (run) => `${run.done + run.failed} of ${run.planned}`,
  },
  { id: "failed", header: "Failed", cell: (run) => run.failed },
  { id: "invoices", header: "Invoices", cell: (run) => run.invoices },
  {
    id: "withoutPurchaseOrder",
    header: "Without purchase order",
    cell: (run) => run.withoutPurchaseOrder,
  },
  {
    id: "finishedAt",
    header: "Finished on",
    isHiddenAtFirst: true,
    cell: (run) => (run.finishedAt ? formatInstant(run.finishedAt) : "-"),
  },
  {
    id: "dueBy",
    header: "Charges due by",
    isHiddenAtFirst: true,
    cell: (run) => formatInstant(run.dueBy),
  },
];
