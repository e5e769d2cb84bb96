import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useParams, useSearchParams } from "react-router";
import { Loaded } from "../../app/Loaded";
import { MODES } from "../../invoice-runs/words";
import { Parts } from "./parts";
import { PlannedInvoices } from "./planned-invoices";
import { Progress } from "./progress";
import { type Run, useRun } from "./queries";

/** One invoice run as it goes on: its progress, and its parts with what they came to. */
export function InvoiceRunDetails() {
  const { runId = "" } = useParams();
  const found = useRun(runId);
  const refresh = () => void found.refetch();
  return (
    <SpaceBetween size="m">
      <BreadcrumbGroup
        items={[
          { text: "Invoice runs", href: "#/invoice-runs" },
          { text: runId, href: "" },
        ]}
      />
      <Loaded title={runId} what="the invoice run" found={found}>
        {(run) => <Details run={run} refresh={refresh} />}
      </Loaded>
    </SpaceBetween>
  );
}

function Details({ run, refresh }: { run: Run; refresh: () => void }) {
  const [address, setAddress] = useSearchParams();
  const partId = address.get("part");
  const areFailed = address.get("parts") === "failed";
  const go = (failed: boolean, part: string | null) =>
    setAddress({ ...(failed && { parts: "failed" }), ...(part && { part }) });
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={MODES[run.mode]}
        actions={<Button iconName="refresh" ariaLabel="Refresh" onClick={refresh} />}
      >
        {run.runId}
      </Header>
      <Progress run={run} />
      <Parts
        run={run}
        areFailed={areFailed}
        showFailed={(failed) => go(failed, null)}
        open={(part) => go(areFailed, part)}
      />
      {partId && (
        <PlannedInvoices
          key={partId}
          runId={run.runId}
          partId={partId}
          close={() => go(areFailed, null)}
        />
      )}
    </SpaceBetween>
  );
}
