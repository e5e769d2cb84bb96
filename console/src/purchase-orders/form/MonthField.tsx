import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly change: (month: string) => void;
  readonly errorText?: string;
}

/** A month, typed or chosen. */
export function MonthField({ label, description, value, change, errorText }: Props) {
  return (
    <FormField
      label={label}
      description={description}
      constraintText="YYYY-MM"
      errorText={errorText}
    >
      <DatePicker
        granularity="month"
        format="iso"
        value={value}
        placeholder="YYYY-MM"
        onChange={({ detail }) => change(detail.value)}
        openCalendarAriaLabel={(chosen) => `${label}: choose a month${chosen && `, now ${chosen}`}`}
      />
    </FormField>
  );
}
