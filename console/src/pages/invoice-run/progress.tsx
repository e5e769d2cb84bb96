import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar, { type ProgressBarProps } from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { RunState } from "../../invoice-runs/RunState";
import { formatInstant } from "../../text/time";
import type { Run } from "./queries";
import { percentSettled, shownRate, shownRemaining } from "./rate";

/** How far it has come, and when it ends if it goes on like that. */
export function Progress({ run }: { run: Run }) {
  const settled = run.done + run.failed;
  return (
    <Container
      header={
        <Header description={run.state === "FINISHED" ? undefined : "Updates every 2 seconds."}>
          Progress
        </Header>
      }
    >
      <SpaceBetween size="l">
        <ProgressBar
          value={percentSettled(run)}
          status={statusOf(run)}
          label="Accounts"
          additionalInfo={`${settled} of ${run.planned} settled: ${run.done} done, ${run.failed} failed`}
          resultText={resultOf(run)}
        />
        <KeyValuePairs
          columns={4}
          items={[
            { label: "State", value: <RunState run={run} /> },
            { label: "Accounts planned", value: String(run.planned) },
            { label: "Done", value: String(run.done) },
            { label: "Failed", value: String(run.failed) },
            { label: "Invoices", value: String(run.invoices) },
            { label: "Without purchase order", value: String(run.withoutPurchaseOrder) },
            { label: "Rate", value: shownRate(run.partsPerSecond) },
            endOf(run),
            { label: "Started on", value: formatInstant(run.startedAt) },
            { label: "Charges due by", value: formatInstant(run.dueBy) },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

function statusOf({ state, failed }: Run): ProgressBarProps.Status {
  if (state !== "FINISHED") return "in-progress";
  return failed ? "error" : "success";
}

function resultOf({ planned, done, failed }: Run): string {
  if (!planned) return "Nothing was due";
  return failed ? `${done} done, ${failed} failed` : `${done} of ${planned} done`;
}

function endOf(run: Run) {
  if (run.finishedAt) return { label: "Finished on", value: formatInstant(run.finishedAt) };
  return {
    label: "Estimated end",
    value: run.estimatedEnd ? `${formatInstant(run.estimatedEnd)}${left(run)}` : "Not known yet",
  };
}

function left(run: Run): string {
  const remaining = shownRemaining(run);
  return remaining ? `, ${remaining}` : "";
}
