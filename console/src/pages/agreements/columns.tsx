import Link from "@cloudscape-design/components/link";
import { AgreementStatus } from "../../agreements/AgreementStatus";
import { inWords } from "../../agreements/words";
import type { Column } from "../../list/ListTable";
import { counted } from "../../text/count";
import { formatMoney } from "../../text/money";
import { formatDate, formatInstant } from "../../text/time";
import type { Agreement } from "./queries";

export const COLUMNS: readonly Column<Agreement>[] = [
  {
    id: "agreementId",
    header: "Agreement ID",
    isRowHeader: true,
    cell: ({ agreementId }) => (
      <Link href={`#/agreements/${encodeURIComponent(agreementId)}`}>{agreementId}</Link>
    ),
  },
  { id: "product", header: "Product", cell: ({ productId }) => productId },
  {
    id: "status",
    header: "Status",
    cell: ({ status }) => <AgreementStatus status={status} />,
  },
  {
    id: "value",
    header: "Value",
    cell: ({ totalValue }) => formatMoney(totalValue.amount, totalValue.currencyCode),
  },
  {
    id: "payments",
    header: "Payments",
    cell: ({ schedule }) => (schedule.length ? counted(schedule.length, "payment") : "-"),
  },
  { id: "start", header: "Start", cell: ({ startDate }) => formatDate(startDate) },
  {
    id: "end",
    header: "End",
    cell: ({ endDate }) => (endDate === null ? "No end" : formatDate(endDate)),
  },
  {
    id: "charges",
    header: "Charges",
    cell: ({ agreementId }) => (
      <Link
        href={`#/charges?agreement=${encodeURIComponent(agreementId)}`}
        ariaLabel={`Charges of ${agreementId}`}
      >
        Charges
      </Link>
    ),
  },
  {
    id: "type",
    header: "Product type",
    isHiddenAtFirst: true,
    cell: ({ productType }) => inWords(productType),
  },
  {
    id: "seller",
    header: "Seller account",
    isHiddenAtFirst: true,
    cell: ({ proposerAccountId }) => proposerAccountId,
  },
  {
    id: "billFrom",
    header: "Bill from",
    isHiddenAtFirst: true,
    cell: ({ invoicingEntity }) => invoicingEntity,
  },
  {
    id: "accepted",
    header: "Accepted on",
    isHiddenAtFirst: true,
    cell: ({ acceptanceTime }) => formatInstant(acceptanceTime),
  },
];
