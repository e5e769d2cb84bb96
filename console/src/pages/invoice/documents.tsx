import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Failure, PageLoading } from "../../app/outcomes";
import { Empty } from "../../list/Empty";
import { formatDate } from "../../text/time";
import { EditionDocuments } from "./edition-documents";
import { type Invoice, useDocuments } from "./queries";

/** The documents of every edition, and how the e-invoice fared on its way to a portal. */
export function Documents({ invoice }: { invoice: Invoice }) {
  const found = useDocuments(invoice.invoiceId);
  const retry = () => void found.refetch();
  if (found.error) return <Failure what="the documents" error={found.error} retry={retry} />;
  if (!found.data) return <PageLoading />;
  if (!found.data.items.length) {
    return <Empty title="No documents" text="They are made within seconds of being issued." />;
  }
  return (
    <SpaceBetween size="m">
      {found.data.items.map((edition) => (
        <EditionDocuments
          key={edition.edition}
          invoiceId={invoice.invoiceId}
          documents={edition.documents}
          edition={edition.edition}
        />
      ))}
      {invoice.einvoiceDelivery && <Delivery delivery={invoice.einvoiceDelivery} />}
    </SpaceBetween>
  );
}

const DELIVERED = {
  SCHEDULED: "Scheduled",
  DELIVERED: "Delivered",
  NOT_DELIVERED: "Not delivered",
};
const PORTALS = { SAP_BUSINESS_NETWORK: "SAP Business Network", COUPA: "Coupa" };

function Delivery({ delivery }: { delivery: NonNullable<Invoice["einvoiceDelivery"]> }) {
  const { settledDate, explanation } = delivery;
  return (
    <Container header={<Header>E-invoice delivery</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: "Procurement portal", value: PORTALS[delivery.procurementPortalName] },
          { label: "Status", value: DELIVERED[delivery.status] },
          { label: "Since", value: settledDate ? formatDate(settledDate) : "-" },
        ]}
      />
      {explanation && <Box padding={{ top: "s" }}>{explanation}</Box>}
    </Container>
  );
}
