import { isMonth, MonthForm } from "../../list/DateForms";
import { type Property, TEXT } from "../../list/properties";
import { isDecimal } from "../../text/decimal";
import type { ListQuery } from "./queries";

/** What the list can be filtered by, as tiles and links ask for it too. */
export const PROPERTIES: readonly Property[] = [
  {
    key: "status",
    label: "Status",
    values: {
      ACTIVE: "Active",
      SUSPENDED: "Suspended",
      EXPIRED: "Expired",
      SUSPENDED_EXPIRED: "Suspended, expired",
    },
  },
  { key: "isBalanceLow", label: "Below threshold", values: { true: "Yes", false: "No" } },
  {
    key: "expiringBefore",
    label: "Expiration",
    operator: "<",
    isValid: isMonth,
    form: MonthForm,
  },
  { key: "balanceBelow", label: "Balance", operator: "<", isValid: isDecimal },
  { key: "billFrom", label: "Bill from" },
  { key: "currency", label: "Currency", isValid: (code) => /^[A-Z]{3}$/.test(code) },
  { key: "source", label: "Added by", values: { USER: "A user", MARKETPLACE: "AWS Marketplace" } },
  { key: "tag", label: "Tag" },
];

/** What the API is asked for; a tag is a key, or a key and its value as "key=value". */
export function toQuery(asked: Readonly<Record<string, string>>): ListQuery {
  const [tagKey, ...tagValue] = asked.tag?.split("=") ?? [];
  const query: Record<string, string | undefined> = {
    status: asked.status,
    isBalanceLow: asked.isBalanceLow,
    expiringBefore: asked.expiringBefore,
    balanceBelow: asked.balanceBelow,
    billFrom: asked.billFrom,
    currencyCode: asked.currency,
    source: asked.source,
    tagKey,
    tagValue: tagValue.length ? tagValue.join("=") : undefined,
    search: asked[TEXT],
  };
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}
