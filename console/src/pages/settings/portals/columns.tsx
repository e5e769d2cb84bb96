import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import type { Column } from "../../../list/ListTable";
import { PORTALS } from "../../../portals/names";
import type { useDenied } from "../../../session/may";
import type { Operation } from "../../../session/roles";
import { formatInstant } from "../../../text/time";
import { PreferenceStatus } from "./PreferenceStatus";
import type { Preference } from "./queries";

const ONE = "/procurement-portal-preferences/{procurementPortalPreferenceId}";

const ACTS: readonly { id: Act; text: string; operation: Operation }[] = [
  { id: "edit", text: "Edit", operation: `PUT ${ONE}` },
  { id: "status", text: "Change status", operation: `PUT ${ONE}/status` },
  { id: "disconnect", text: "Disconnect", operation: `DELETE ${ONE}` },
];

export type Act = "edit" | "status" | "disconnect";

export function columns(
  ask: (act: Act, preference: Preference) => void,
  denied: ReturnType<typeof useDenied>,
): readonly Column<Preference>[] {
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
        <ButtonDropdown
          variant="inline-icon"
          ariaLabel={`Actions for ${each.procurementPortalPreferenceId}`}
          expandToViewport
          items={ACTS.map(({ operation, ...act }) => ({ ...act, ...denied(operation) }))}
          onItemClick={({ detail }) => {
            const chosen = ACTS.find(({ id }) => id === detail.id);
            if (chosen) ask(chosen.id, each);
          }}
        />
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
