import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { Empty } from "../../../list/Empty";
import { ListTable } from "../../../list/ListTable";
import { usePreferences } from "../../../list/preferences";
import { useDenied } from "../../../session/may";
import { ChangeStatus } from "./change-status";
import { columns } from "./columns";
import { ConnectPortal, DisconnectPortal, EditPortal } from "./dialogs";
import { type Preference, usePortals } from "./queries";

type Asked =
  | { readonly act: "connect" }
  | { readonly act: "edit" | "status" | "disconnect"; readonly preference: Preference };

/** The connections with procurement portals, and how far each has come. */
export function PortalsSection() {
  const [asked, ask] = useState<Asked | null>(null);
  const denied = useDenied();
  const close = () => ask(null);
  const shown = columns((act, preference) => ask({ act, preference }), denied);
  const [preferences, keepPreferences] = usePreferences("portals", shown);
  const connect = (
    <Button
      onClick={() => ask({ act: "connect" })}
      {...denied("POST /procurement-portal-preferences")}
    >
      Connect a portal
    </Button>
  );
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
        actions={connect}
        empty={
          <Empty title="No procurement portals" text="No portal is connected with this account.">
            {connect}
          </Empty>
        }
      />
      {asked?.act === "connect" && <ConnectPortal close={close} />}
      {asked?.act === "edit" && <EditPortal preference={asked.preference} close={close} />}
      {asked?.act === "status" && <ChangeStatus preference={asked.preference} close={close} />}
      {asked?.act === "disconnect" && (
        <DisconnectPortal preference={asked.preference} close={close} />
      )}
    </>
  );
}
