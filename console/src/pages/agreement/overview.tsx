import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import { AgreementStatus } from "../../agreements/AgreementStatus";
import { formatDuration, inWords } from "../../agreements/words";
import { formatMoney } from "../../text/money";
import { formatDate, formatInstant } from "../../text/time";
import { type Agreement, useOfferName } from "./queries";

/** What was agreed, between whom, and for how long. */
export function Overview({ agreement }: { agreement: Agreement }) {
  const { totalValue, endDate, netPaymentTerm, endTimeBehavior, offerId } = agreement;
  const offerName = useOfferName(offerId).data;
  const first = agreement.initialAgreementId;
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: "Status", value: <AgreementStatus status={agreement.status} /> },
          { label: "Value", value: formatMoney(totalValue.amount, totalValue.currencyCode) },
          {
            label: "Lasts",
            value: `${formatDate(agreement.startDate)} to ${endDate ? formatDate(endDate) : "no end"}`,
          },
          { label: "At the end", value: endTimeBehavior ? inWords(endTimeBehavior.type) : "-" },
          { label: "Product", value: agreement.productId },
          { label: "Product type", value: inWords(agreement.productType) },
          { label: "Bill from", value: agreement.invoicingEntity },
          {
            label: "Invoices are due",
            value: netPaymentTerm ? `${formatDuration(netPaymentTerm)} after issue` : "On receipt",
          },
          { label: "Seller account", value: agreement.proposerAccountId },
          { label: "Buyer account", value: agreement.acceptorAccountId },
          { label: "Paying account", value: agreement.payerAccountId },
          { label: "Accepted on", value: formatInstant(agreement.acceptanceTime) },
          { label: "Offer", value: offerName ? `${offerName} (${offerId})` : offerId },
          {
            label: "Initial agreement",
            value:
              first === agreement.agreementId ? (
                "This one"
              ) : (
                <Link href={`#/agreements/${encodeURIComponent(first)}`}>{first}</Link>
              ),
          },
        ]}
      />
    </Container>
  );
}
