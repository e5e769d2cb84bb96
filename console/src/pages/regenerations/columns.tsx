import Link from "@cloudscape-design/components/link";
import { TARGETS } from "../../invoices/RegenerationFields";
import type { Column } from "../../list/ListTable";
import { formatInstant } from "../../text/time";
import type { Regenerations } from "./queries";

export const COLUMNS: readonly Column<Regenerations>[] = [
  {
    id: "reason",
    header: "Reason",
    isRowHeader: true,
    cell: ({ regenerationId, reason }) => (
      <Link href={`#/invoice-regenerations/${encodeURIComponent(regenerationId)}`}>{reason}</Link>
    ),
  },
  { id: "mode", header: "Kind", cell: ({ dryRun }) => (dryRun ? "Dry run" : "Regeneration") },
  {
    id: "target",
    header: "Purchase order",
    cell: ({ target, purchaseOrderId }) => purchaseOrderId ?? TARGETS[target],
  },
  { id: "invoices", header: "Invoices", cell: ({ invoices }) => invoices },
  { id: "pending", header: "Pending", cell: ({ pending }) => pending },
  {
    id: "done",
    header: "Decided",
    cell: ({ planned, regenerated }) => planned + regenerated,
  },
  { id: "failed", header: "Refused", cell: ({ failed }) => failed },
  {
    id: "requestedAt",
    header: "Requested on",
    cell: ({ requestedAt }) => formatInstant(requestedAt),
  },
  {
    id: "requestedBy",
    header: "Requested by",
    isHiddenAtFirst: true,
    cell: ({ requestedBy }) => requestedBy,
  },
  {
    id: "regenerationId",
    header: "Request ID",
    isHiddenAtFirst: true,
    cell: ({ regenerationId }) => regenerationId,
  },
];
