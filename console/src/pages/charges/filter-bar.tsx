import Select, { type SelectProps } from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TextFilter from "@cloudscape-design/components/text-filter";
import Toggle from "@cloudscape-design/components/toggle";
import { CHARGE_STATES } from "../../charges/ChargeState";
import type { Filter } from "./filters";

const ANY: SelectProps.Option = { value: "", label: "Any state" };
const STATES: readonly SelectProps.Option[] = [
  ANY,
  ...Object.entries(CHARGE_STATES).map(([value, { text }]) => ({ value, label: text })),
];

interface Props {
  readonly filter: Filter;
  readonly count: number;
  readonly change: (to: Record<string, string | null>) => void;
}

/** What of the charges is shown: words, a state, and whether they lack a purchase order. */
export function FilterBar({ filter, count, change }: Props) {
  return (
    <SpaceBetween direction="horizontal" size="s" alignItems="center">
      <TextFilter
        filteringText={filter.text}
        filteringPlaceholder="Find charges"
        filteringAriaLabel="Find charges"
        countText={filter.text ? (count === 1 ? "1 match" : `${count} matches`) : ""}
        onChange={({ detail }) => change({ text: detail.filteringText || null })}
      />
      <Select
        selectedOption={STATES.find(({ value }) => value === filter.state) ?? ANY}
        options={STATES}
        ariaLabel="State"
        onChange={({ detail }) => change({ state: detail.selectedOption.value || null })}
      />
      <Toggle
        checked={filter.isWithoutPurchaseOrder}
        onChange={({ detail }) => change({ without: detail.checked ? "purchase-order" : null })}
      >
        Without purchase order
      </Toggle>
    </SpaceBetween>
  );
}
