import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { absolute, sign } from "../../text/decimal";
import { formatMoney } from "../../text/money";
import { isDifferent } from "./lines";

interface Props {
  readonly total: string | null;
  readonly intended: string;
  readonly difference: string | null;
  readonly currency: string;
  readonly errorText: string | undefined;
  readonly intend: (total: string) => void;
}

/** What the payments come to, beside what they are meant to. */
export function Totals({ total, intended, difference, currency, errorText, intend }: Props) {
  return (
    <KeyValuePairs
      columns={3}
      items={[
        {
          label: "Total due",
          value: total === null ? "Not known yet" : formatMoney(total, currency),
        },
        {
          label: `Intended total (${currency})`,
          value: (
            <FormField errorText={errorText}>
              <Input
                value={intended}
                inputMode="decimal"
                placeholder="None"
                ariaLabel="Intended total"
                onChange={({ detail }) => intend(detail.value)}
              />
            </FormField>
          ),
        },
        { label: "Difference", value: <Difference of={difference} currency={currency} /> },
      ]}
    />
  );
}

function Difference({ of, currency }: { of: string | null; currency: string }) {
  if (of === null) return "-";
  if (!isDifferent(of)) return <StatusIndicator type="success">None</StatusIndicator>;
  return <StatusIndicator type="warning">{inWords(of, currency)}</StatusIndicator>;
}

/** "$10.00 more than intended". */
export function inWords(difference: string, currency: string): string {
  const amount = formatMoney(absolute(difference), currency);
  return `${amount} ${sign(difference) > 0 ? "more" : "less"} than intended`;
}
