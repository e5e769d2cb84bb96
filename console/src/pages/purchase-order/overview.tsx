import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { useState } from "react";
import { Balance } from "../../purchase-orders/Balance";
import { leadTimesText, thresholdsText } from "../../purchase-orders/form/lead-times";
import { PurchaseOrderStatus } from "../../purchase-orders/PurchaseOrderStatus";
import { useDenied } from "../../session/may";
import { formatMoney } from "../../text/money";
import { formatInstant, formatMonth } from "../../text/time";
import { EditDetails } from "./edit-details";
import type { PurchaseOrder } from "./queries";

/** The header of a purchase order, to read or to edit. */
export function Overview({ order }: { order: PurchaseOrder }) {
  const [isEditing, setEditing] = useState(false);
  return isEditing ? (
    <EditDetails order={order} close={() => setEditing(false)} />
  ) : (
    <Details order={order} edit={() => setEditing(true)} />
  );
}

function Details({ order, edit }: { order: PurchaseOrder; edit: () => void }) {
  const { balanceThresholds, expiryLeadTimes } = order.notificationSettings;
  const denied = useDenied();
  const balance = (
    <Balance
      of={order.purchaseOrderId}
      balance={order.balance}
      value={order.totalValue}
      currency={order.currencyCode}
    />
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button
              ariaLabel="Edit the details"
              onClick={edit}
              {...denied("PATCH /purchase-orders/{purchaseOrderId}")}
            >
              Edit
            </Button>
          }
        >
          Details
        </Header>
      }
    >
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
          { label: "Balance notifications", value: thresholdsText(balanceThresholds) },
          { label: "Expiration notifications", value: leadTimesText(expiryLeadTimes) },
          { label: "Updated on", value: formatInstant(order.updatedAt) },
        ]}
      />
    </Container>
  );
}
