import Header from "@cloudscape-design/components/header";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { components } from "../../api/schema";
import { Empty } from "../../list/Empty";
import { formatMoney } from "../../text/money";
import type { Invoice } from "./queries";

type Tax = Invoice["taxes"][number];

const CATEGORIES: Record<components["schemas"]["TaxCategory"], string> = {
  S: "Standard rate (S)",
  Z: "Zero rated (Z)",
  E: "Exempt (E)",
  AE: "Reverse charge (AE)",
  O: "Out of scope (O)",
};

/** The taxes of each jurisdiction. */
export function Taxes({ invoice }: { invoice: Invoice }) {
  return (
    <Table
      items={invoice.taxes}
      columnDefinitions={columns(invoice.currencyCode)}
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Taxes" }}
      header={
        <Header
          counter={`(${invoice.taxes.length})`}
          description={`${formatMoney(invoice.tax, invoice.currencyCode)} in all`}
        >
          Taxes
        </Header>
      }
      empty={<Empty title="No taxes" text="No tax was charged or stated." />}
    />
  );
}

function columns(currency: string): TableProps.ColumnDefinition<Tax>[] {
  return [
    {
      id: "name",
      header: "Tax",
      isRowHeader: true,
      cell: (tax) => tax.name || "As stated with the charges",
    },
    { id: "jurisdiction", header: "Jurisdiction", cell: (tax) => tax.jurisdiction || "-" },
    {
      id: "category",
      header: "Category",
      cell: (tax) => (tax.category ? CATEGORIES[tax.category] : "-"),
    },
    { id: "rate", header: "Rate", cell: (tax) => (tax.rate === null ? "-" : `${tax.rate} %`) },
    {
      id: "taxable",
      header: "Taxable amount",
      cell: (tax) => formatMoney(tax.taxableAmount, currency),
    },
    { id: "tax", header: "Amount", cell: (tax) => formatMoney(tax.tax, currency) },
    { id: "reason", header: "Reason", cell: (tax) => tax.reason || "-" },
  ];
}
