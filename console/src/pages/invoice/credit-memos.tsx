import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import { InvoiceLink } from "../../invoices/InvoiceLink";
import { Empty } from "../../list/Empty";
import { formatMoney } from "../../text/money";
import type { Invoice } from "./queries";

/** What was given back of it. */
export function CreditMemos({ invoice }: { invoice: Invoice }) {
  const memos = invoice.creditMemos;
  const left = formatMoney(invoice.maxAdjustmentAmount, invoice.currencyCode);
  return (
    <Table
      items={memos}
      columnDefinitions={[
        {
          id: "id",
          header: "Credit memo",
          isRowHeader: true,
          cell: (invoiceId) => <InvoiceLink invoiceId={invoiceId} />,
        },
      ]}
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Credit memos" }}
      header={
        <Header
          counter={`(${memos.length})`}
          description={`${left} before tax can still be given back.`}
        >
          Credit memos
        </Header>
      }
      empty={<Empty title="No credit memos" text="Nothing was given back." />}
    />
  );
}
