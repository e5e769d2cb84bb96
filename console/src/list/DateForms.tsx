import Box from "@cloudscape-design/components/box";
import DatePicker from "@cloudscape-design/components/date-picker";
import type { PropertyFilterProps } from "@cloudscape-design/components/property-filter";

type FormProps = PropertyFilterProps.ExtendedOperatorFormProps<string>;

/** Whether the API takes it for a billing period. */
export function isMonth(text: string): boolean {
  return /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text);
}

/** Whether the API takes it for a day. */
export function isDay(text: string): boolean {
  return /^[1-9]\d{3}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** Where a filter's month is chosen. */
export function MonthForm({ value, onChange }: FormProps) {
  return (
    <Box padding="xs">
      <DatePicker
        granularity="month"
        value={value ?? ""}
        placeholder="YYYY/MM"
        ariaLabel="Month"
        openCalendarAriaLabel={() => "Choose a month"}
        onChange={({ detail }) => onChange(detail.value.slice(0, 7))}
      />
    </Box>
  );
}

/** Where a filter's day is chosen. */
export function DayForm({ value, onChange }: FormProps) {
  return (
    <Box padding="xs">
      <DatePicker
        value={value ?? ""}
        placeholder="YYYY/MM/DD"
        ariaLabel="Day"
        openCalendarAriaLabel={() => "Choose a day"}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </Box>
  );
}
