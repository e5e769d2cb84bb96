import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar, { type ProgressBarProps } from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { TARGETS } from "../../invoices/RegenerationFields";
import { formatInstant } from "../../text/time";
import type { Regeneration } from "./queries";

/** What was asked for, and how far it has come. */
export function Progress({ regeneration }: { regeneration: Regeneration }) {
  const { invoices, pending, failed, results } = regeneration;
  const changed = results.filter(({ isChanged }) => isChanged).length;
  const decided = invoices - pending;
  return (
    <Container
      header={
        <Header description={pending ? "Updates every 2 seconds." : undefined}>Progress</Header>
      }
    >
      <SpaceBetween size="l">
        <ProgressBar
          value={(100 * decided) / invoices}
          status={statusOf(regeneration)}
          label="Invoices"
          additionalInfo={`${decided} of ${invoices} decided, ${failed} refused`}
          resultText={resultOf(regeneration, changed)}
        />
        <KeyValuePairs
          columns={4}
          items={[
            {
              label: "Purchase order",
              value: regeneration.purchaseOrderId ?? TARGETS[regeneration.target],
            },
            { label: regeneration.dryRun ? "Would change" : "Changed", value: String(changed) },
            { label: "As they were", value: String(decided - failed - changed) },
            { label: "Refused", value: String(failed) },
            { label: "Requested on", value: formatInstant(regeneration.requestedAt) },
            { label: "Requested by", value: regeneration.requestedBy },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

function statusOf({ pending, failed }: Regeneration): ProgressBarProps.Status {
  if (pending) return "in-progress";
  return failed ? "error" : "success";
}

function resultOf({ dryRun, failed }: Regeneration, changed: number): string {
  const done = dryRun ? `${changed} would change` : `${changed} changed`;
  return failed ? `${done}, ${failed} refused` : done;
}
