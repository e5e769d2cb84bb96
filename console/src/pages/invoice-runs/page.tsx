import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { useDenied } from "../../session/may";
import { COLUMNS } from "./columns";
import { useRuns } from "./queries";
import { StartRun } from "./start-run";

/** Every invoice run of the deployment, and a way to begin one. */
export function InvoiceRuns() {
  const [preferences, keepPreferences] = usePreferences("invoice-runs", COLUMNS);
  const [isAsked, setAsked] = useState(false);
  const denied = useDenied()("POST /invoice-runs");
  return (
    <>
      <ListTable
        title="Invoice runs"
        description="Runs begin at every full hour by themselves; the newest comes first."
        columns={COLUMNS}
        pages={useRuns(preferences.pageSize)}
        nameOf={(run) => run.runId}
        preferences={preferences}
        keepPreferences={keepPreferences}
        actions={
          <Button variant="primary" onClick={() => setAsked(true)} {...denied}>
            Start a run
          </Button>
        }
        empty={
          <Empty title="No invoice runs" text="The first one begins at the next full hour.">
            <Button onClick={() => setAsked(true)} {...denied}>
              Start a run
            </Button>
          </Empty>
        }
      />
      {isAsked && <StartRun close={() => setAsked(false)} />}
    </>
  );
}
