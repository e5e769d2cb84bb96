import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { InvoiceLink } from "../../invoices/InvoiceLink";
import { PurchaseOrderOf } from "../../invoices/PurchaseOrderOf";
import { KINDS, OUTCOMES } from "../../invoices/words";
import { formatMoney } from "../../text/money";
import { formatDate, formatInstant, formatMonth } from "../../text/time";
import type { Invoice } from "./queries";

/** The header of an invoice. */
export function Overview({ invoice }: { invoice: Invoice }) {
  const money = (amount: string) => formatMoney(amount, invoice.currencyCode);
  const isMemo = invoice.invoiceType === "CREDIT_MEMO";
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: "Type", value: isMemo ? "Credit memo" : "Invoice" },
          { label: "Purchase order", value: <PurchaseOrderOf {...invoice} /> },
          { label: "How it was decided", value: OUTCOMES[invoice.outcome] },
          { label: "Total", value: money(invoice.total) },
          { label: "Before tax", value: money(invoice.totalBeforeTax) },
          { label: "Tax", value: money(invoice.tax) },
          { label: "Billing period", value: formatMonth(invoice.billingPeriod) },
          { label: "Issued on", value: formatInstant(invoice.issuedAt) },
          { label: "Due on", value: formatDate(invoice.dueOn) },
          { label: "Issued by", value: invoice.invoicingEntity },
          { label: "Charges", value: KINDS[invoice.kind] },
          { label: "Edition", value: String(invoice.edition) },
          { label: "Account", value: invoice.accountId },
          { label: "Invoice unit", value: invoice.invoiceUnit ?? "-" },
          { label: "Tax registration number", value: invoice.taxRegistrationNumber ?? "-" },
          isMemo
            ? {
                label: "Gives back from",
                value: invoice.originalInvoiceId ? (
                  <InvoiceLink invoiceId={invoice.originalInvoiceId} />
                ) : (
                  "-"
                ),
              }
            : { label: "Can still be given back", value: money(invoice.maxAdjustmentAmount) },
        ]}
      />
    </Container>
  );
}
