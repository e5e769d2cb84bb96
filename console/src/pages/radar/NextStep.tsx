import Link from "@cloudscape-design/components/link";
import type { ChargeAtRisk } from "./queries";

/** Where something can be done about a charge: at its number, its purchase order, or a setting. */
export function NextStep({ charge }: { charge: ChargeAtRisk }) {
  const { agreementId, chargeId, description, purchaseOrderId, risks } = charge;
  const about = description || chargeId;
  if (risks.includes("NOT_INTEGRATED")) {
    return <Link href="#/settings/marketplace">Turn the integration on</Link>;
  }
  if (agreementId && !charge.isProjected) {
    const query = new URLSearchParams({ agreement: agreementId, text: chargeId });
    return (
      <Link href={`#/charges?${query}`} ariaLabel={`Set the purchase order of ${about}`}>
        Set the purchase order
      </Link>
    );
  }
  if (purchaseOrderId) {
    return (
      <Link
        href={`#/purchase-orders/${encodeURIComponent(purchaseOrderId)}`}
        ariaLabel={`Open the purchase order ${purchaseOrderId}`}
      >
        {risks.includes("TOO_SMALL") ? "Raise its purchase order" : "Open its purchase order"}
      </Link>
    );
  }
  if (risks.includes("NO_PURCHASE_ORDER")) {
    return <Link href="#/purchase-orders/add">Add a purchase order</Link>;
  }
  return <Link href="#/purchase-orders">Find a purchase order</Link>;
}
