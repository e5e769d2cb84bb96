import Link from "@cloudscape-design/components/link";
import { formatDuration, inWords } from "../../agreements/words";
import type { Column } from "../../list/ListTable";
import { OfferState } from "../../offers/OfferState";
import { counted } from "../../text/count";
import { formatMoney } from "../../text/money";
import { formatDate, formatInstant } from "../../text/time";
import type { Offer } from "./queries";

export const COLUMNS: readonly Column<Offer>[] = [
  {
    id: "name",
    header: "Name",
    isRowHeader: true,
    cell: ({ offerId, name }) => (
      <Link href={`#/offers/${encodeURIComponent(offerId)}`}>{name || offerId}</Link>
    ),
  },
  { id: "state", header: "State", cell: ({ state }) => <OfferState state={state} /> },
  {
    id: "totalDue",
    header: "Total due",
    cell: ({ totalDue }) =>
      totalDue === null ? "-" : formatMoney(totalDue.amount, totalDue.currencyCode),
  },
  {
    id: "payments",
    header: "Payments",
    cell: ({ schedule }) => (schedule.length ? counted(schedule.length, "payment") : "-"),
  },
  { id: "product", header: "Product", cell: ({ productId }) => productId },
  {
    id: "buyers",
    header: "Buyer accounts",
    cell: ({ targetAccountIds }) => targetAccountIds.join(", ") || "-",
  },
  {
    id: "until",
    header: "Open until",
    cell: ({ availabilityEndDate }) => formatDate(availabilityEndDate),
  },
  { id: "id", header: "Offer ID", isHiddenAtFirst: true, cell: ({ offerId }) => offerId },
  {
    id: "type",
    header: "Product type",
    isHiddenAtFirst: true,
    cell: ({ productType }) => inWords(productType),
  },
  {
    id: "duration",
    header: "Duration",
    isHiddenAtFirst: true,
    cell: ({ contractDuration }) => (contractDuration ? formatDuration(contractDuration) : "-"),
  },
  {
    id: "updated",
    header: "Updated on",
    isHiddenAtFirst: true,
    cell: ({ updatedAt }) => formatInstant(updatedAt),
  },
];
