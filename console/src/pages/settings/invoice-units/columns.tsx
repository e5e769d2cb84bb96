import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Column } from "../../../list/ListTable";
import { type useDenied } from "../../../session/may";
import { formatInstant } from "../../../text/time";
import type { InvoiceUnit } from "./queries";

interface Acts {
  readonly edit: (unit: InvoiceUnit) => void;
  readonly remove: (unit: InvoiceUnit) => void;
  readonly denied: ReturnType<typeof useDenied>;
}

export function columns({ edit, remove, denied }: Acts): readonly Column<InvoiceUnit>[] {
  return [
    { id: "name", header: "Name", isRowHeader: true, cell: (unit) => unit.name },
    { id: "description", header: "Description", cell: (unit) => unit.description || "-" },
    { id: "receiver", header: "Receiver", cell: (unit) => unit.invoiceReceiver },
    {
      id: "accounts",
      header: "Accounts",
      cell: ({ rule }) => rule.linkedAccounts?.join(", ") || "-",
    },
    {
      id: "billSources",
      header: "Bill source accounts",
      isHiddenAtFirst: true,
      cell: ({ rule }) => rule.billSourceAccounts?.join(", ") || "-",
    },
    {
      id: "tax",
      header: "Tax inheritance",
      isHiddenAtFirst: true,
      cell: (unit) => (unit.taxInheritanceDisabled ? "Off" : "On"),
    },
    { id: "updated", header: "Updated on", cell: (unit) => formatInstant(unit.lastModified) },
    {
      id: "actions",
      header: "Actions",
      minWidth: 160,
      cell: (unit) => (
        <SpaceBetween direction="horizontal" size="xs">
          <Button
            variant="inline-link"
            ariaLabel={`Edit ${unit.name}`}
            onClick={() => edit(unit)}
            {...denied("PATCH /invoice-units/{invoiceUnitName}")}
          >
            Edit
          </Button>
          <Button
            variant="inline-link"
            ariaLabel={`Delete ${unit.name}`}
            onClick={() => remove(unit)}
            {...denied("DELETE /invoice-units/{invoiceUnitName}")}
          >
            Delete
          </Button>
        </SpaceBetween>
      ),
    },
  ];
}
