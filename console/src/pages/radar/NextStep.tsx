import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import { useDenied } from "../../session/may";
import type { ChargeAtRisk } from "./queries";

interface Props {
  readonly charge: ChargeAtRisk;
  readonly setPurchaseOrder: (charge: ChargeAtRisk) => void;
}

/** What can be done about a charge: at its number, its purchase order, or a setting. */
export function NextStep({ charge, setPurchaseOrder }: Props) {
  const { agreementId, chargeId, description, purchaseOrderId, risks } = charge;
  const about = description || chargeId;
  const denied = useDenied();
  if (risks.includes("NOT_INTEGRATED")) {
    return <Link href="#/settings/marketplace">Turn the integration on</Link>;
  }
  if (agreementId && !charge.isProjected) {
    return (
      <Button
        variant="inline-link"
        ariaLabel={`Set the purchase order of ${about}`}
        onClick={() => setPurchaseOrder(charge)}
        {...denied("PUT /charges/purchase-orders")}
      >
        Set the purchase order
      </Button>
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
    return <Link href="#/add-purchase-order">Add a purchase order</Link>;
  }
  return <Link href="#/purchase-orders">Find a purchase order</Link>;
}
