import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";

/** The purchase order that a charge carries, or that it carries none. */
export function PurchaseOrderLink({ reference }: { reference: string | null }) {
  if (!reference) return <Box color="text-status-inactive">None</Box>;
  return <Link href={`#/purchase-orders/${encodeURIComponent(reference)}`}>{reference}</Link>;
}
