import Alert from "@cloudscape-design/components/alert";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { components } from "../../api/schema";
import { formatMoney } from "../../text/money";
import type { Invoice } from "./queries";

type Amount = components["schemas"]["InvoiceCurrencyAmountView"];

/** The same total in the currency of the charges, of payment and of tax. */
export function Currencies({ invoice }: { invoice: Invoice }) {
  const { missingExchangeRates: missing } = invoice;
  const none = missing.length ? "Not known, or as in the base currency" : "As in the base currency";
  return (
    <SpaceBetween size="m">
      {missing.length > 0 && (
        <Alert type="warning" header="Exchange rates are missing">
          There is no rate for {missing.join(", ")}, so the amount is not known.
        </Alert>
      )}
      <ColumnLayout columns={3}>
        <InCurrency title="Base currency" amount={invoice.baseCurrencyAmount} none="" />
        <InCurrency title="Payment currency" amount={invoice.paymentCurrencyAmount} none={none} />
        <InCurrency title="Tax currency" amount={invoice.taxCurrencyAmount} none={none} />
      </ColumnLayout>
    </SpaceBetween>
  );
}

function InCurrency(props: { title: string; amount: Amount | null; none: string }) {
  const { title, amount, none } = props;
  return (
    <Container fitHeight header={<Header>{title}</Header>}>
      {amount ? <KeyValuePairs items={pairs(amount)} /> : none}
    </Container>
  );
}

function pairs({ currencyCode, amountBreakdown, ...amount }: Amount) {
  const money = (text: string) => formatMoney(text, currencyCode);
  const exchange = amount.currencyExchangeDetails;
  const parts = [
    { label: "Subtotal", value: money(amountBreakdown.subTotalAmount) },
    { label: "Discounts", value: money(amountBreakdown.discounts.totalAmount) },
    { label: "Fees", value: money(amountBreakdown.fees.totalAmount) },
    { label: "Before tax", value: money(amount.totalAmountBeforeTax) },
    { label: "Taxes", value: money(amountBreakdown.taxes.totalAmount) },
    { label: "Total", value: money(amount.totalAmount) },
  ];
  if (!exchange) return parts;
  const { sourceCurrencyCode: from, targetCurrencyCode: to, rate } = exchange;
  return [...parts, { label: "Exchange rate", value: `1 ${from} = ${rate} ${to}` }];
}
