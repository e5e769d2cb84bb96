import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Steps, { type StepsProps } from "@cloudscape-design/components/steps";
import { Failure, PageLoading } from "../../app/outcomes";
import { InvoiceLink, invoiceAddress } from "../../invoices/InvoiceLink";
import { PurchaseOrderOf } from "../../invoices/PurchaseOrderOf";
import { FLAGS, OUTCOMES } from "../../invoices/words";
import { counted } from "../../text/count";
import { formatMoney } from "../../text/money";
import { type Invoice, type Match, useMatch } from "./queries";
import { RemovedTable } from "./removed";
import { type Chapter, storyOf } from "./story";

/** Why it carries its purchase order, or none: the decision, and the way to it step by step. */
export function Why({ invoice, edition }: { invoice: Invoice; edition: number | null }) {
  const found = useMatch(invoice.invoiceId, edition);
  const retry = () => void found.refetch();
  if (found.error) return <Failure what="the match" error={found.error} retry={retry} />;
  if (!found.data) return <PageLoading />;
  return (
    <SpaceBetween size="m">
      <Decision match={found.data} invoice={invoice} />
      <Story match={found.data} invoice={invoice} />
    </SpaceBetween>
  );
}

function Decision({ match, invoice }: { match: Match; invoice: Invoice }) {
  const { booked, flags } = match;
  return (
    <Container header={<Header description={match.reason}>The decision</Header>}>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={4}
          items={[
            {
              label: "Purchase order",
              value: <PurchaseOrderOf {...match} invoiceType={invoice.invoiceType} />,
            },
            { label: "How it was decided", value: OUTCOMES[match.outcome] },
            {
              label: "Booked on its balance",
              value: booked ? formatMoney(booked.amount, booked.currencyCode) : "Nothing",
            },
          ]}
        />
        {flags.map((flag) => (
          <Alert key={flag} type="warning">
            {FLAGS[flag]}
          </Alert>
        ))}
      </SpaceBetween>
    </Container>
  );
}

function Story({ match, invoice }: { match: Match; invoice: Invoice }) {
  const chapters = storyOf(match);
  if (!chapters.length) return <Untold invoice={invoice} />;
  const first = chapters[0]?.before ?? 0;
  return (
    <Container
      header={
        <Header
          description={`${counted(first, "line item")} came into question. Each step kept those that pass it.`}
        >
          How it came to that
        </Header>
      }
    >
      <Steps
        ariaLabel="Steps of the decision"
        steps={[...chapters.map((chapter, index) => toStep(chapter, index)), outcome(match)]}
      />
    </Container>
  );
}

/** Nobody was compared: a memo follows its invoice, and support needs no candidates. */
function Untold({ invoice }: { invoice: Invoice }) {
  return (
    <Container header={<Header>How it came to that</Header>}>
      {invoice.outcome === "REGENERATED" ? (
        <>
          No purchase orders were compared: support decided after it was issued. Who, when and why
          is told with its{" "}
          <Link href={`${invoiceAddress(invoice.invoiceId)}?tab=editions`}>editions</Link>.
        </>
      ) : invoice.originalInvoiceId ? (
        <>
          It follows the invoice that it gives back: see{" "}
          <InvoiceLink invoiceId={invoice.originalInvoiceId} />.
        </>
      ) : (
        "No purchase orders were compared for this decision."
      )}
    </Container>
  );
}

function toStep(chapter: Chapter, index: number): StepsProps.Step {
  const { before, after } = chapter;
  const status = after === before ? "success" : after ? "info" : "error";
  return {
    status,
    statusIconAriaLabel: { success: "All stayed", info: "Some went", error: "None stayed" }[status],
    header: (
      <Box variant="strong" fontSize="heading-s">
        {index + 1}. {chapter.title}
      </Box>
    ),
    details: (
      <SpaceBetween size="xs">
        <Box>
          <Box variant="strong">
            {counted(before, "line item")} in, {after.toLocaleString("en-US")} left.
          </Box>{" "}
          {chapter.told}
        </Box>
        {chapter.removed.length > 0 && <RemovedTable chapter={chapter} />}
      </SpaceBetween>
    ),
  };
}

function outcome(match: Match): StepsProps.Step {
  const isChosen = match.purchaseOrderId !== null;
  return {
    status: isChosen ? "success" : "warning",
    statusIconAriaLabel: isChosen ? "Chosen" : "Nothing chosen",
    header: (
      <Box variant="strong" fontSize="heading-s">
        {isChosen ? (
          <>
            Chosen: <PurchaseOrderOf {...match} />
          </>
        ) : (
          "The invoice shows no purchase order"
        )}
      </Box>
    ),
    details: match.reason,
  };
}
