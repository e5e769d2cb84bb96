import Button from "@cloudscape-design/components/button";
import type { Column } from "../../../list/ListTable";
import { PORTALS } from "../../../portals/names";
import { formatInstant } from "../../../text/time";
import { PreferenceStatus } from "./PreferenceStatus";
import type { Preference } from "./queries";

export function columns(change: (preference: Preference) => void): readonly Column<Preference>[] {
  return [
    {
      id: "id",
      header: "Preference ID",
      isRowHeader: true,
      cell: (each) => each.procurementPortalPreferenceId,
    },
    { id: "portal", header: "Portal", cell: (each) => PORTALS[each.procurementPortalName] },
    { id: "buyer", header: "Buyer", cell: (each) => each.buyerIdentifier },
    {
      id: "delivery",
      header: "E-invoice delivery",
      cell: (each) => (
        <PreferenceStatus
          status={each.einvoiceDeliveryPreferenceStatus}
          reason={each.einvoiceDeliveryPreferenceStatusReason}
        />
      ),
    },
    {
      id: "retrieval",
      header: "Purchase order retrieval",
      cell: (each) => (
        <PreferenceStatus
          status={each.purchaseOrderRetrievalPreferenceStatus}
          reason={each.purchaseOrderRetrievalPreferenceStatusReason}
        />
      ),
    },
    {
      id: "actions",
      header: "Actions",
      minWidth: 140,
      cell: (each) => (
        <Button
          variant="inline-link"
          ariaLabel={`Change the status of ${each.procurementPortalPreferenceId}`}
          onClick={() => change(each)}
        >
          Change status
        </Button>
      ),
    },
    {
      id: "invoices",
      header: "Invoices of",
      isHiddenAtFirst: true,
      cell: ({ selector }) =>
        [...selector.invoiceUnits, ...selector.sellerOfRecords].join(", ") || "All",
    },
    {
      id: "endpoint",
      header: "Address",
      isHiddenAtFirst: true,
      cell: (each) => each.procurementPortalInstanceEndpoint ?? "-",
    },
    {
      id: "contacts",
      header: "Contacts",
      isHiddenAtFirst: true,
      cell: ({ contacts }) => contacts.map(({ email }) => email).join(", ") || "-",
    },
    {
      id: "updated",
      header: "Updated on",
      isHiddenAtFirst: true,
      cell: (each) => formatInstant(each.lastUpdateDate),
    },
  ];
}
