import PropertyFilter from "@cloudscape-design/components/property-filter";
import { changesFor, filterFor, type Property } from "./properties";

interface Props {
  /** What is looked for, as a sentence names it: "invoices". */
  readonly what: string;
  readonly properties: readonly Property[];
  readonly asked: Readonly<Record<string, string>>;
  readonly change: (changes: Readonly<Record<string, string | null>>) => void;
  /** Whether the API finds none of them by text. */
  readonly isTextless?: boolean;
  /** Values that are known of properties without a list of their own. */
  readonly known?: Readonly<Record<string, readonly string[]>>;
}

/** Filters a list by text and properties; the address holds what is asked for. */
export function AddressFilter(props: Props) {
  const { what, properties, asked, change, isTextless, known = {} } = props;
  return (
    <PropertyFilter
      query={filterFor(asked, properties)}
      onChange={({ detail }) => change(changesFor(detail, properties))}
      filteringProperties={properties.map(({ key, label, operator = "=", form, values }) => ({
        key,
        propertyLabel: label,
        groupValuesLabel: label,
        operators: [{ operator, form, format: values && ((value) => values[value] ?? value) }],
        defaultOperator: operator,
      }))}
      filteringOptions={properties.flatMap(({ key, values }) => [
        ...Object.entries(values ?? {}).map(([value, label]) => ({
          propertyKey: key,
          value,
          label,
        })),
        ...[...new Set(known[key])].map((value) => ({ propertyKey: key, value })),
      ])}
      freeTextFiltering={{ operators: [":"] }}
      disableFreeTextFiltering={isTextless}
      hideOperations
      filteringPlaceholder={`Find ${what} by ${isTextless ? "" : "text or "}property`}
      filteringAriaLabel={`Find ${what}`}
    />
  );
}
