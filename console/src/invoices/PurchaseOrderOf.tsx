import Link from "@cloudscape-design/components/link";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { components } from "../api/schema";

type InvoiceType = components["schemas"]["InvoiceType"];

interface Props {
  readonly purchaseOrderId: string | null;
  readonly lineItemNumber?: string | null;
  /** A credit memo follows its invoice, so that nobody need look why it has none. */
  readonly invoiceType?: InvoiceType;
  /** Where is told why there is none. */
  readonly why?: string;
}

const NONE = "Without purchase order";

/** The purchase order on an invoice, or the mark that there is none. */
export function PurchaseOrderOf({ purchaseOrderId, lineItemNumber, invoiceType, why }: Props) {
  if (purchaseOrderId === null) {
    if (invoiceType === "CREDIT_MEMO") return "None";
    return (
      <StatusIndicator type="warning">
        {why ? <Link href={why}>{NONE}</Link> : NONE}
      </StatusIndicator>
    );
  }
  return (
    <>
      <Link href={`#/purchase-orders/${encodeURIComponent(purchaseOrderId)}`}>
        {purchaseOrderId}
      </Link>
      {lineItemNumber && `, line ${lineItemNumber}`}
    </>
  );
}
