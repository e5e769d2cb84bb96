import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { formatDuration, inWords } from "../../agreements/words";
import { OfferState } from "../../offers/OfferState";
import { formatMoney } from "../../text/money";
import { formatDate, formatInstant } from "../../text/time";
import type { Offer } from "./queries";

/** What is offered, to whom, and until when. */
export function Overview({ offer }: { offer: Offer }) {
  const { totalDue, intendedTotal, contractDuration, netPaymentTerm } = offer;
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: "State", value: <OfferState state={offer.state} /> },
          {
            label: "Total due",
            value: totalDue ? formatMoney(totalDue.amount, totalDue.currencyCode) : "-",
          },
          {
            label: "Intended total",
            value: intendedTotal === null ? "-" : formatMoney(intendedTotal, offer.currencyCode),
          },
          { label: "Open until", value: formatDate(offer.availabilityEndDate) },
          { label: "Product", value: offer.productId },
          { label: "Product type", value: inWords(offer.productType) },
          { label: "Buyer accounts", value: offer.targetAccountIds.join(", ") || "-" },
          {
            label: "Duration",
            value: contractDuration === null ? "-" : formatDuration(contractDuration),
          },
          { label: "Bill from", value: offer.invoicingEntity },
          {
            label: "Invoices are due",
            value:
              netPaymentTerm === null
                ? "As the buyer's account says"
                : formatDuration(netPaymentTerm),
          },
          { label: "Offer ID", value: offer.offerId },
          { label: "Updated on", value: formatInstant(offer.updatedAt) },
        ]}
      />
    </Container>
  );
}
