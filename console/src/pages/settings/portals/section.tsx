import { useState } from "react";
import { Empty } from "../../../list/Empty";
import { ListTable } from "../../../list/ListTable";
import { usePreferences } from "../../../list/preferences";
import { ChangeStatus } from "./change-status";
import { columns } from "./columns";
import { type Preference, usePortals } from "./queries";

/** The connections with procurement portals, and how far each has come. */
export function PortalsSection() {
  const [changed, change] = useState<Preference | null>(null);
  const shown = columns(change);
  const [preferences, keepPreferences] = usePreferences("portals", shown);
  return (
    <>
      <ListTable
        variant="container"
        title="Procurement portals"
        description="SAP Business Network and Coupa: which invoices they get, and whether they send orders."
        columns={shown}
        pages={usePortals(preferences.pageSize)}
        nameOf={(each) => each.procurementPortalPreferenceId}
        preferences={preferences}
        keepPreferences={keepPreferences}
        empty={
          <Empty
            title="No procurement portals"
            text="No portal is connected with this account. The API and the AWS CLI connect one."
          />
        }
      />
      {changed && <ChangeStatus preference={changed} close={() => change(null)} />}
    </>
  );
}
