import Link from "@cloudscape-design/components/link";
import { amountOf, type Charge } from "../../charges/amount";
import { ChargeState } from "../../charges/ChargeState";
import { PurchaseOrderLink } from "../../charges/PurchaseOrderLink";
import { InvoiceLink } from "../../invoices/InvoiceLink";
import type { Column } from "../../list/ListTable";
import { formatDate } from "../../text/time";

export const COLUMNS: readonly Column<Charge>[] = [
  {
    id: "description",
    header: "Charge",
    sortingField: "description",
    isRowHeader: true,
    minWidth: 220,
    cell: (charge) => charge.description || charge.id,
  },
  {
    id: "time",
    header: "Due on",
    sortingField: "time",
    cell: (charge) => (charge.time ? formatDate(charge.time) : "Not dated"),
  },
  { id: "amount", header: "Amount", sortingField: "amount", cell: amountOf },
  {
    id: "purchaseOrder",
    header: "Purchase order",
    sortingField: "purchaseOrderReference",
    cell: (charge) => <PurchaseOrderLink reference={charge.purchaseOrderReference} />,
  },
  {
    id: "state",
    header: "State",
    sortingField: "state",
    cell: (charge) => <ChargeState state={charge.state} />,
  },
  {
    id: "invoice",
    header: "Invoice",
    cell: (charge) =>
      charge.invoiceId === null ? "-" : <InvoiceLink invoiceId={charge.invoiceId} />,
  },
  {
    id: "agreement",
    header: "Agreement",
    isHiddenAtFirst: true,
    cell: (charge) =>
      charge.agreementId === null ? (
        "-"
      ) : (
        <Link href={`#/agreements/${encodeURIComponent(charge.agreementId)}`}>
          {charge.agreementId}
        </Link>
      ),
  },
  {
    id: "installment",
    header: "Installment",
    isHiddenAtFirst: true,
    cell: (charge) => charge.installment ?? "-",
  },
  { id: "id", header: "Charge ID", isHiddenAtFirst: true, cell: (charge) => charge.id },
  {
    id: "revision",
    header: "Revision",
    isHiddenAtFirst: true,
    cell: (charge) => charge.revision,
  },
];
