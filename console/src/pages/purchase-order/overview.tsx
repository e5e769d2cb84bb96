import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { Balance } from "../../purchase-orders/Balance";
import { PurchaseOrderStatus } from "../../purchase-orders/PurchaseOrderStatus";
import { formatMoney } from "../../text/money";
import { formatInstant, formatMonth } from "../../text/time";
import type { PurchaseOrder } from "./queries";

/** The header of a purchase order. */
export function Overview({ order }: { order: PurchaseOrder }) {
  const balance = (
    <Balance
      of={order.purchaseOrderId}
      balance={order.balance}
      value={order.totalValue}
      currency={order.currencyCode}
    />
  );
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: "Status", value: <PurchaseOrderStatus status={order.status} /> },
          { label: "Value", value: formatMoney(order.totalValue, order.currencyCode) },
          { label: "Balance", value: balance },
          {
            label: "Effective",
            value: `${formatMonth(order.effectiveMonth)} to ${formatMonth(order.expirationMonth)}`,
          },
          { label: "Bill from", value: order.billFrom.join(", ") },
          { label: "Bill to", value: order.billTo || "-" },
          { label: "Ship to", value: order.shipTo || "-" },
          { label: "Payment terms", value: order.paymentTerms || "-" },
          {
            label: "Tax registration numbers",
            value: order.taxRegistrationNumbers.join(", ") || "-",
          },
          { label: "Invoice units", value: order.invoiceUnits.join(", ") || "The whole account" },
          {
            label: "Added by",
            value: order.source === "MARKETPLACE" ? "AWS Marketplace" : "A user",
          },
          { label: "Updated on", value: formatInstant(order.updatedAt) },
        ]}
      />
    </Container>
  );
}
