import Link from "@cloudscape-design/components/link";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import type { Column } from "../../list/ListTable";
import { formatInstant } from "../../text/time";
import { subjectOf } from "./about";
import { KINDS } from "./kinds";
import type { MailStatus, Notice } from "./queries";

const STATUSES: Record<MailStatus, { type: StatusIndicatorProps.Type; text: string }> = {
  SENT: { type: "success", text: "Sent" },
  CLAIMED: { type: "in-progress", text: "Being sent" },
  REFUSED: { type: "error", text: "Refused" },
  UNKNOWN: { type: "warning", text: "Unknown" },
};

export const COLUMNS: readonly Column<Notice>[] = [
  { id: "at", header: "When", cell: (notice) => formatInstant(notice.at) },
  { id: "to", header: "To", cell: (notice) => notice.to },
  { id: "kind", header: "Kind", cell: (notice) => KINDS[notice.kind] },
  { id: "about", header: "About", cell: (notice) => <About about={notice.about} /> },
  {
    id: "status",
    header: "Status",
    cell: ({ status }) => (
      <StatusIndicator type={STATUSES[status].type}>{STATUSES[status].text}</StatusIndicator>
    ),
  },
  { id: "subject", header: "Subject", isRowHeader: true, cell: (notice) => notice.subject },
  {
    id: "messageId",
    header: "Message ID",
    isHiddenAtFirst: true,
    cell: (notice) => notice.messageId ?? "-",
  },
];

function About({ about }: { about: string }) {
  const { href, text } = subjectOf(about);
  return href ? <Link href={href}>{text}</Link> : text;
}
