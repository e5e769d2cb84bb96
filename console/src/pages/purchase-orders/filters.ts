import type { PropertyFilterProps } from "@cloudscape-design/components/property-filter";
import { monthFromNow } from "../../text/time";
import type { ListQuery } from "./queries";

/** What the list can be filtered by: each property is a parameter of the API. */
export const PROPERTIES: readonly PropertyFilterProps.FilteringProperty[] = [
  { key: "status", propertyLabel: "Status", groupValuesLabel: "Statuses" },
  { key: "billFrom", propertyLabel: "Bill from", groupValuesLabel: "Sellers" },
  { key: "currencyCode", propertyLabel: "Currency", groupValuesLabel: "Currencies" },
  { key: "source", propertyLabel: "Added by", groupValuesLabel: "Sources" },
  { key: "tag", propertyLabel: "Tag", groupValuesLabel: "Tags as key or key=value" },
  {
    key: "expiringBefore",
    propertyLabel: "Expiration",
    groupValuesLabel: "Months as YYYY-MM",
    operators: ["<"],
    defaultOperator: "<",
  },
  {
    key: "balanceBelow",
    propertyLabel: "Balance",
    groupValuesLabel: "Amounts",
    operators: ["<"],
    defaultOperator: "<",
  },
];

export const OPTIONS: readonly PropertyFilterProps.FilteringOption[] = [
  { propertyKey: "status", value: "ACTIVE", label: "Active" },
  { propertyKey: "status", value: "SUSPENDED", label: "Suspended" },
  { propertyKey: "status", value: "EXPIRED", label: "Expired" },
  { propertyKey: "status", value: "SUSPENDED_EXPIRED", label: "Suspended, expired" },
  { propertyKey: "source", value: "USER", label: "A user" },
  { propertyKey: "source", value: "MARKETPLACE", label: "AWS Marketplace" },
  { propertyKey: "expiringBefore", value: monthFromNow(1) },
  { propertyKey: "expiringBefore", value: monthFromNow(3) },
  ...["USD", "EUR", "GBP", "JPY", "AUD"].map((value) => ({ propertyKey: "currencyCode", value })),
];

/** What the filter asks of the API; of two tokens for one property the later one counts. */
export function toQuery(filter: PropertyFilterProps.Query): ListQuery {
  const query: Record<string, string> = {};
  for (const { propertyKey, value } of filter.tokens) {
    if (propertyKey === undefined) query.search = value;
    else if (propertyKey === "tag") {
      const [key = "", ...rest] = String(value).split("=");
      query.tagKey = key;
      if (rest.length) query.tagValue = rest.join("=");
    } else query[propertyKey] = value;
  }
  return query;
}

/** The newest token of each property, for the API takes one. */
export function oneOfEach(filter: PropertyFilterProps.Query): PropertyFilterProps.Query {
  const kept = new Map(filter.tokens.map((token) => [token.propertyKey, token]));
  return { operation: "and", tokens: [...kept.values()] };
}

/** The filter that an address holds, and what an address holds of a filter. */
export function filterOf(text: string | null): PropertyFilterProps.Query {
  try {
    return { operation: "and", tokens: JSON.parse(text ?? "[]") };
  } catch {
    return { operation: "and", tokens: [] };
  }
}

export function toText(filter: PropertyFilterProps.Query): string | null {
  return filter.tokens.length ? JSON.stringify(filter.tokens) : null;
}
