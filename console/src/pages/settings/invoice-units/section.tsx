import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { Empty } from "../../../list/Empty";
import { ListTable } from "../../../list/ListTable";
import { usePreferences } from "../../../list/preferences";
import { useDenied } from "../../../session/may";
import { columns } from "./columns";
import { Deletion } from "./deletion";
import { CreateUnit, EditUnit } from "./dialogs";
import { type InvoiceUnit, useInvoiceUnits } from "./queries";

type Asked =
  | { readonly act: "create" }
  | { readonly act: "edit"; readonly unit: InvoiceUnit }
  | { readonly act: "delete"; readonly unit: InvoiceUnit };

/** Accounts that are invoiced apart from all others. */
export function InvoiceUnitsSection() {
  const [asked, ask] = useState<Asked | null>(null);
  const close = () => ask(null);
  const denied = useDenied();
  const create = denied("POST /invoice-units");
  const shown = columns({
    edit: (unit) => ask({ act: "edit", unit }),
    remove: (unit) => ask({ act: "delete", unit }),
    denied,
  });
  const [preferences, keepPreferences] = usePreferences("invoice-units", shown);
  return (
    <>
      <ListTable
        variant="container"
        title="Invoice units"
        description="Accounts that are invoiced apart from all others."
        columns={shown}
        pages={useInvoiceUnits(preferences.pageSize)}
        nameOf={(unit) => unit.name}
        preferences={preferences}
        keepPreferences={keepPreferences}
        actions={
          <Button variant="primary" onClick={() => ask({ act: "create" })} {...create}>
            Create invoice unit
          </Button>
        }
        empty={
          <Empty
            title="No invoice units"
            text="All accounts are invoiced together. A unit sets some of them apart."
          >
            <Button onClick={() => ask({ act: "create" })} {...create}>
              Create invoice unit
            </Button>
          </Empty>
        }
      />
      {asked?.act === "create" && <CreateUnit close={close} />}
      {asked?.act === "edit" && <EditUnit unit={asked.unit} close={close} />}
      {asked?.act === "delete" && <Deletion unit={asked.unit} close={close} />}
    </>
  );
}
