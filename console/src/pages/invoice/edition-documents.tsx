import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import StatusIndicator, {
  type StatusIndicatorProps,
} from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { told } from "../../app/notifications";
import { type Document, useAddresses } from "./queries";

const KINDS: Record<Document["kind"], { name: string; about: string }> = {
  PDF: { name: "PDF", about: "PDF/A-3a, for people" },
  UBL: { name: "UBL", about: "E-invoice as XML, Peppol BIS Billing 3" },
  FACTUR_X: { name: "Factur-X", about: "PDF with the e-invoice inside, also ZUGFeRD" },
};

const STATUSES: Record<Document["status"], { type: StatusIndicatorProps.Type; text: string }> = {
  AVAILABLE: { type: "success", text: "Available" },
  INCOMPLETE: { type: "warning", text: "Settings are missing" },
  PENDING: { type: "in-progress", text: "Being made" },
};

interface Props {
  readonly invoiceId: string;
  readonly edition: number;
  readonly documents: readonly Document[];
}

/** What can be downloaded of one edition, and what keeps the rest from being made. */
export function EditionDocuments({ invoiceId, edition, documents }: Props) {
  const isAvailable = documents.some(
    ({ kind, status }) => kind === "PDF" && status === "AVAILABLE",
  );
  const addresses = useAddresses(invoiceId, edition, isAvailable);
  const addressOf = (kind: Document["kind"]) =>
    kind === "PDF"
      ? addresses.data?.documentUrl
      : addresses.data?.supplementalDocuments.find((each) => each.kind === kind)?.documentUrl;
  return (
    <Table
      items={documents}
      trackBy="kind"
      columnDefinitions={columns(edition, addressOf)}
      enableKeyboardNavigation
      wrapLines
      ariaLabels={{ tableLabel: `Documents of edition ${edition}` }}
      header={
        <Header
          description={
            addresses.error
              ? `No download addresses: ${told(addresses.error)}`
              : "Downloads open in a new tab."
          }
        >
          Edition {edition}
        </Header>
      }
    />
  );
}

function columns(
  edition: number,
  addressOf: (kind: Document["kind"]) => string | undefined,
): TableProps.ColumnDefinition<Document>[] {
  return [
    {
      id: "kind",
      header: "Document",
      isRowHeader: true,
      cell: ({ kind }) => (
        <>
          {KINDS[kind].name}
          <Box variant="small" display="block">
            {KINDS[kind].about}
          </Box>
        </>
      ),
    },
    { id: "status", header: "Status", cell: (document) => <Status document={document} /> },
    {
      id: "size",
      header: "Size",
      minWidth: 100,
      cell: ({ size }) => (size === null ? "-" : sizeOf(size)),
    },
    {
      id: "download",
      header: "Download",
      minWidth: 180,
      cell: ({ kind }) => {
        const address = addressOf(kind);
        const name = KINDS[kind].name;
        return address ? (
          <Link external href={address} ariaLabel={`Download ${name} of edition ${edition}`}>
            Download {name}
          </Link>
        ) : (
          "-"
        );
      },
    },
  ];
}

function Status({ document }: { document: Document }) {
  const { type, text } = STATUSES[document.status];
  return (
    <>
      <StatusIndicator type={type}>{text}</StatusIndicator>
      {document.problems.length > 0 && (
        <ExpandableSection headerText={`What is missing (${document.problems.length})`}>
          <ul>
            {document.problems.map(({ field, rule, message }) => (
              <li key={`${field} ${rule}`}>
                {message} <Box variant="small">({`${field}, ${rule}`})</Box>
              </li>
            ))}
          </ul>
        </ExpandableSection>
      )}
    </>
  );
}

function sizeOf(bytes: number): string {
  return `${(bytes / 1024).toLocaleString("en-US", { maximumFractionDigits: 0 })} KB`;
}
