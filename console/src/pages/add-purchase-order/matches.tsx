import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { ApiProblem } from "../../api/problem";
import { Failure } from "../../app/outcomes";
import { Empty } from "../../list/Empty";
import { formatMoney } from "../../text/money";
import { formatDate, formatMonth } from "../../text/time";
import type { Draft } from "./draft";
import { isComplete, type Preview, useMatchPreview } from "./queries";

type Invoice = Preview["invoices"][number];
type Periods = Preview["changedPeriods"][number];

/** What the purchase order would take, were it added as it stands now. */
export function Matches({ draft }: { draft: Draft }) {
  const found = useMatchPreview(draft);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Decided as the coming invoice runs will decide. Nothing is written."
          actions={found.isFetching && <StatusIndicator type="loading">Matching</StatusIndicator>}
        >
          What it would match
        </Header>
      }
    >
      <Found isComplete={isComplete(draft)} id={draft.details.purchaseOrderId} found={found} />
    </Container>
  );
}

interface FoundProps {
  readonly id: string;
  readonly isComplete: boolean;
  readonly found: ReturnType<typeof useMatchPreview>;
}

function Found({ id, isComplete, found }: FoundProps) {
  const isRefused = found.error instanceof ApiProblem && found.error.problems.length > 0;
  if (!isComplete || isRefused) {
    return (
      <Box color="text-body-secondary">Complete the line items to see what it would match.</Box>
    );
  }
  if (found.error) {
    return <Failure what="the preview" error={found.error} retry={() => void found.refetch()} />;
  }
  if (!found.data) return <StatusIndicator type="loading">Loading the preview</StatusIndicator>;
  return <Shown id={id} preview={found.data} />;
}

function Shown({ id, preview }: { id: string; preview: Preview }) {
  const taken = preview.invoices.filter((invoice) => invoice.purchaseOrderId === id);
  const periods = preview.changedPeriods.filter(({ after }) => after?.purchaseOrderId === id);
  const balance = preview.purchaseOrders.find((order) => order.purchaseOrderId === id);
  return (
    <SpaceBetween size="l">
      <KeyValuePairs
        columns={3}
        items={[
          { label: "Open invoices until it expires", value: preview.invoiceCount },
          { label: "Of these it would take", value: taken.length },
          { label: "Balance after them", value: <After balance={balance} /> },
        ]}
      />
      {preview.isTruncated && <Alert type="info">The first 200 invoices are shown.</Alert>}
      <Table
        variant="embedded"
        header={<Header variant="h3">Open charges</Header>}
        items={taken}
        columnDefinitions={INVOICES}
        enableKeyboardNavigation
        ariaLabels={{ tableLabel: "Open charges that it would match" }}
        empty={<Empty title="No open charges" text="It would take none of what is open now." />}
      />
      <Table
        variant="embedded"
        header={<Header variant="h3">Coming billing periods</Header>}
        items={periods}
        columnDefinitions={PERIODS}
        enableKeyboardNavigation
        ariaLabels={{ tableLabel: "Coming billing periods that it would match" }}
        empty={<Empty title="No billing periods" text="Other purchase orders go before it." />}
      />
    </SpaceBetween>
  );
}

function After({ balance }: { balance: Preview["purchaseOrders"][number] | undefined }) {
  if (!balance?.balanceAfter) return "-";
  const text = formatMoney(balance.balanceAfter, balance.currencyCode);
  if (!balance.balanceAfter.startsWith("-")) return text;
  return <StatusIndicator type="warning">{text}</StatusIndicator>;
}

const KINDS: Readonly<Record<Invoice["kind"], string>> = {
  MONTHLY_USAGE: "Monthly usage",
  SUBSCRIPTION: "Subscription",
  PROFESSIONAL_SERVICES: "Professional services and training",
  MARKETPLACE_USAGE: "Marketplace usage",
  MARKETPLACE_PURCHASE: "Marketplace purchase",
};

const INVOICES: readonly TableProps.ColumnDefinition<Invoice>[] = [
  {
    id: "charges",
    header: "Charges",
    maxWidth: 300,
    isRowHeader: true,
    cell: ({ charges, chargeCount, kind }) => {
      const others = chargeCount - 1;
      return (charges[0]?.description || KINDS[kind]) + (others > 0 ? ` and ${others} more` : "");
    },
  },
  { id: "run", header: "Invoiced", cell: ({ runAt }) => formatDate(runAt) },
  {
    id: "total",
    header: "Total",
    cell: ({ total, currencyCode }) => formatMoney(total, currencyCode),
  },
  { id: "line", header: "Line item", cell: ({ lineItemNumber }) => lineItemNumber ?? "-" },
  {
    id: "before",
    header: "Otherwise",
    cell: ({ withoutEdits }) => withoutEdits?.purchaseOrderId ?? "No purchase order",
  },
  { id: "kind", header: "Kind", cell: ({ kind }) => KINDS[kind] },
];

const PERIODS: readonly TableProps.ColumnDefinition<Periods>[] = [
  { id: "kind", header: "Kind", isRowHeader: true, cell: ({ kind }) => KINDS[kind] },
  {
    id: "months",
    header: "Billing periods",
    cell: ({ firstBillingPeriod, lastBillingPeriod }) =>
      firstBillingPeriod === lastBillingPeriod
        ? formatMonth(firstBillingPeriod)
        : `${formatMonth(firstBillingPeriod)} to ${formatMonth(lastBillingPeriod)}`,
  },
  { id: "line", header: "Line item", cell: ({ after }) => after?.lineItemNumber ?? "-" },
  {
    id: "before",
    header: "Otherwise",
    cell: ({ before }) => before?.purchaseOrderId ?? "No purchase order",
  },
  { id: "seller", header: "Bill from", cell: ({ invoicingEntity }) => invoicingEntity },
];
