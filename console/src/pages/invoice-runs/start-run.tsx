import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useState } from "react";
import { useNavigate } from "react-router";
import { Dialog } from "../../form/Dialog";
import { Problems } from "../../form/problems";
import { Refusal } from "../../form/Refusal";
import { useStartRun } from "./queries";

const ISSUE = "ISSUE";
const DRY_RUN = "DRY_RUN";

const WHO_MAY =
  "Runs go over all accounts, so that only the deployment's own account begins them, in a role that may. Nothing was started.";

/** Begins a run or a dry run, and follows it. */
export function StartRun({ close }: { close: () => void }) {
  const [mode, setMode] = useState(DRY_RUN);
  const [runId, setRunId] = useState("");
  const [dueOn, setDueOn] = useState("");
  const navigate = useNavigate();
  const start = useStartRun();
  const errors = Problems.of(start.error);
  const isDryRun = mode === DRY_RUN;
  const act = () =>
    start.mutate(
      { runId: runId || null, isDryRun, dueBy: isDryRun && dueOn ? endOf(dueOn) : null },
      { onSuccess: (run) => void navigate(`/invoice-runs/${encodeURIComponent(run.runId)}`) },
    );
  return (
    <Dialog
      title="Start a run"
      action={isDryRun ? "Start the dry run" : "Issue invoices"}
      act={act}
      close={close}
      isPending={start.isPending}
    >
      <FormField label="What it does" errorText={errors.at("isDryRun")}>
        <RadioGroup
          value={mode}
          onChange={({ detail }) => setMode(detail.value)}
          items={[
            {
              value: DRY_RUN,
              label: "Dry run",
              description: "Decides every invoice and issues none.",
            },
            {
              value: ISSUE,
              label: "Issue invoices",
              description:
                "For everything that is due by now. Issued invoices cannot be taken back.",
            },
          ]}
        />
      </FormField>
      {isDryRun && (
        <FormField
          label={
            <>
              Charges due by <i>- optional</i>
            </>
          }
          description="A day to come shows what all runs until its end, in UTC, would do. Left out, it is what the next one would see."
          errorText={errors.at("dueBy")}
        >
          <DatePicker
            value={dueOn}
            placeholder="YYYY/MM/DD"
            openCalendarAriaLabel={() => "Choose a day"}
            onChange={({ detail }) => setDueOn(detail.value)}
          />
        </FormField>
      )}
      <FormField
        label={
          <>
            Run ID <i>- optional</i>
          </>
        }
        constraintText="1 to 64 letters, digits and hyphens. Left out, it is made of the time."
        errorText={errors.at("runId") && "Use 1 to 64 letters, digits and hyphens."}
      >
        <Input value={runId} onChange={({ detail }) => setRunId(detail.value)} />
      </FormField>
      <Refusal
        error={start.error}
        what="start invoice runs"
        whoMay={WHO_MAY}
        fields={["isDryRun", "dueBy", "runId"]}
      />
    </Dialog>
  );
}

function endOf(day: string): string {
  return `${day}T23:59:59Z`;
}
