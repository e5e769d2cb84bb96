import FormField from "@cloudscape-design/components/form-field";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { DetailsDraft } from "./draft";
import { leadTimeText } from "./lead-times";
import type { Problems } from "../../form/problems";

type Settings = DetailsDraft["notificationSettings"];

interface Props {
  readonly settings: Settings;
  readonly change: (settings: Settings) => void;
  readonly problems: Problems;
}

const THRESHOLDS = [90, 75, 50, 25, 20, 10, 5, 0];
const LEAD_TIMES = ["P6M", "P3M", "P2M", "P1M", "P14D", "P7D", "P1D", "P0D"];

/** When its contacts are mailed. */
export function NotificationFields({ settings, change, problems }: Props) {
  const { balanceThresholds, expiryLeadTimes } = settings;
  return (
    <SpaceBetween size="l">
      <FormField
        label="Balance notifications"
        description="Contacts are mailed when a tracked line item has less than this left."
        constraintText="At most 5; without any, nobody is mailed"
        errorText={problems.within("notificationSettings.balanceThresholds")}
      >
        <Multiselect
          placeholder="Choose balances"
          selectedOptions={balanceThresholds.map(thresholdOption)}
          options={withOthers(THRESHOLDS, balanceThresholds).map(thresholdOption)}
          onChange={({ detail }) => {
            const chosen = detail.selectedOptions.map(({ value }) => Number(value));
            change({ ...settings, balanceThresholds: chosen.sort((a, b) => b - a) });
          }}
        />
      </FormField>
      <FormField
        label="Expiration notifications"
        description="Contacts are mailed so long before the last day."
        constraintText="At most 6; without any, nobody is mailed"
        errorText={problems.within("notificationSettings.expiryLeadTimes")}
      >
        <Multiselect
          placeholder="Choose times"
          selectedOptions={expiryLeadTimes.map(leadTimeOption)}
          options={withOthers(LEAD_TIMES, expiryLeadTimes).map(leadTimeOption)}
          onChange={({ detail }) => {
            const chosen = detail.selectedOptions.flatMap(({ value }) => value ?? []);
            change({ ...settings, expiryLeadTimes: chosen });
          }}
        />
      </FormField>
    </SpaceBetween>
  );
}

function withOthers<T>(offered: readonly T[], chosen: readonly T[]): T[] {
  return [...new Set([...offered, ...chosen])];
}

function thresholdOption(percent: number) {
  return { value: String(percent), label: percent === 0 ? "Nothing left" : `${percent}% left` };
}

function leadTimeOption(duration: string) {
  return { value: duration, label: leadTimeText(duration) };
}
