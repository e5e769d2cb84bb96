import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { Empty } from "../../list/Empty";
import { amountsOf, totalOf } from "../../purchase-orders/form/amounts";
import type { Choices } from "../../purchase-orders/form/choices";
import type { LineDraft } from "../../purchase-orders/form/draft";
import { leadTimesText, thresholdsText } from "../../purchase-orders/form/lead-times";
import { monthsText } from "../../purchase-orders/form/months";
import { typeName } from "../../purchase-orders/form/types";
import { isDecimal } from "../../text/decimal";
import { formatMoney } from "../../text/money";
import type { Draft } from "./draft";
import { Matches } from "./matches";

interface Props {
  readonly draft: Draft;
  readonly choices: Choices;
  readonly edit: (step: number) => void;
}

/** The last step: everything as it will be added. */
export function ReviewStep({ draft, choices, edit }: Props) {
  const { details, lineItems } = draft;
  const total = totalOf(lineItems, details.currencyCode);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <Button ariaLabel="Edit the details" onClick={() => edit(0)}>
                Edit
              </Button>
            }
          >
            Step 1: Details
          </Header>
        }
      >
        <Details draft={draft} choices={choices} />
      </Container>
      <Table
        header={
          <Header
            variant="h2"
            counter={`(${lineItems.length})`}
            description={total ? `Total value ${formatMoney(total, details.currencyCode)}` : ""}
            actions={
              <Button ariaLabel="Edit the line items" onClick={() => edit(1)}>
                Edit
              </Button>
            }
          >
            Step 2: Line items
          </Header>
        }
        items={lineItems}
        columnDefinitions={columns(details.currencyCode)}
        enableKeyboardNavigation
        ariaLabels={{ tableLabel: "Line items" }}
        empty={<Empty title="No line items" text="Without one, no invoice takes this number." />}
      />
      {!lineItems.length && (
        <Alert type="warning">Without line items it is a draft and matches no invoice.</Alert>
      )}
      <Matches draft={draft} />
    </SpaceBetween>
  );
}

function Details({ draft: { details, contacts, tags }, choices }: Omit<Props, "edit">) {
  const { balanceThresholds, expiryLeadTimes } = details.notificationSettings;
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: "Purchase order ID", value: details.purchaseOrderId || "-" },
        { label: "Description", value: details.description || "-" },
        {
          label: "Effective",
          value: monthsText(details.effectiveMonth, details.expirationMonth),
        },
        { label: "Currency", value: details.currencyCode },
        { label: "Bill from", value: details.billFrom.join("; ") || "-" },
        { label: "Bill to", value: choices.billTo || "-" },
        { label: "Ship to", value: details.shipTo || choices.billTo || "-" },
        { label: "Payment terms", value: choices.paymentTerms || "-" },
        { label: "Tax registration numbers", value: details.taxRegistrationNumbers || "-" },
        { label: "Invoice units", value: details.invoiceUnits.join(", ") || "The whole account" },
        {
          label: "Contacts",
          value: contacts.length
            ? contacts.map(({ name, email }) => <Box key={email}>{`${name} <${email}>`}</Box>)
            : "-",
        },
        { label: "Balance notifications", value: thresholdsText(balanceThresholds) },
        { label: "Expiration notifications", value: leadTimesText(expiryLeadTimes) },
        {
          label: "Tags",
          value: tags.map(({ key, value }) => `${key}=${value}`).join(", ") || "-",
        },
      ]}
    />
  );
}

function columns(currency: string): TableProps.ColumnDefinition<LineDraft>[] {
  const money = (amount: string | undefined) => (amount ? formatMoney(amount, currency) : "-");
  return [
    { id: "number", header: "Line", cell: (line) => line.lineItemNumber, isRowHeader: true },
    { id: "type", header: "Type", cell: (line) => typeName(line.type) || "-" },
    { id: "description", header: "Description", cell: (line) => line.description || "-" },
    {
      id: "months",
      header: "Months",
      cell: (line) => monthsText(line.startMonth, line.endMonth),
    },
    {
      id: "amount",
      header: "Unit price x quantity",
      cell: (line) =>
        isDecimal(line.unitPrice)
          ? `${formatMoney(line.unitPrice.trim(), currency)} x ${line.quantity}`
          : "-",
    },
    { id: "tax", header: "Tax", cell: (line) => money(amountsOf(line, currency)?.tax) },
    { id: "total", header: "Total value", cell: (line) => money(amountsOf(line, currency)?.total) },
    {
      id: "tracked",
      header: "Balance",
      cell: (line) => (line.isBalanceTracked ? "Tracked" : "Not tracked"),
    },
  ];
}
