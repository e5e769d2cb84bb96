import type { PropertyFilterProps } from "@cloudscape-design/components/property-filter";

/** What a list can be filtered by. Its value stands in the address under its key. */
export interface Property {
  readonly key: string;
  readonly label: string;
  /** What it may be, and how that is shown; anything that `isValid` takes if left out. */
  readonly values?: Readonly<Record<string, string>>;
  readonly isValid?: (value: string) => boolean;
  /** How the value compares: equal if left out. */
  readonly operator?: ">=" | "<=" | "<";
  /** Where a value is chosen, if it is not typed or picked from a list. */
  readonly form?: PropertyFilterProps.ExtendedOperator<string>["form"];
}

/** Where the address keeps what was typed without a property. */
export const TEXT = "text";

/** What the address asks for, by property; what a property does not take counts for nothing. */
export function askedFor(
  address: URLSearchParams,
  properties: readonly Property[],
): Readonly<Record<string, string>> {
  const asked: Record<string, string> = {};
  for (const property of properties) {
    const value = address.get(property.key);
    if (value && takes(property, value)) asked[property.key] = value;
  }
  const text = address.get(TEXT)?.trim();
  return text ? { ...asked, [TEXT]: text } : asked;
}

/** The filter that shows what is asked for. */
export function filterFor(
  asked: Readonly<Record<string, string>>,
  properties: readonly Property[],
): PropertyFilterProps.Query {
  const tokens = properties.flatMap(({ key, operator = "=" }) =>
    asked[key] === undefined ? [] : [{ propertyKey: key, operator, value: asked[key] }],
  );
  const text = asked[TEXT] === undefined ? [] : [{ operator: ":", value: asked[TEXT] }];
  return { operation: "and", tokens: [...tokens, ...text] };
}

/** How the address changes with the filter; of two tokens for one property the later one counts. */
export function changesFor(
  filter: PropertyFilterProps.Query,
  properties: readonly Property[],
): Readonly<Record<string, string | null>> {
  const changes: Record<string, string | null> = { [TEXT]: null };
  for (const { key } of properties) changes[key] = null;
  for (const { propertyKey, value } of filter.tokens) {
    const text = typeof value === "string" ? value.trim() : "";
    const property = properties.find(({ key }) => key === propertyKey);
    if (!property) changes[TEXT] = text || null;
    else if (text && takes(property, text)) changes[property.key] = text;
  }
  return changes;
}

function takes({ values, isValid }: Property, value: string): boolean {
  if (values) return value in values;
  return isValid ? isValid(value) : true;
}
