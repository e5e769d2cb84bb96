import Link from "@cloudscape-design/components/link";

/** The way to an invoice or credit memo. */
export function InvoiceLink({ invoiceId }: { invoiceId: string }) {
  return <Link href={invoiceAddress(invoiceId)}>{invoiceId}</Link>;
}

export function invoiceAddress(invoiceId: string): string {
  return `#/invoices/${encodeURIComponent(invoiceId)}`;
}
