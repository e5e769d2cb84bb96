import { formatMoney } from "../text/money";
import { memberName } from "./words";

export interface Shown {
  readonly label: string;
  readonly value: string;
}

interface Money {
  readonly amount: string;
  readonly currencyCode: string;
}

/** Everything that an event says, as labels and texts; parts of parts are named after both. */
export function detailOf(told: Readonly<Record<string, unknown>>, within = ""): Shown[] {
  return Object.entries(told).flatMap(([member, value]) => {
    const name = memberName(member);
    const label = within ? `${within}: ${name.charAt(0).toLowerCase()}${name.slice(1)}` : name;
    if (isMoney(value)) return [{ label, value: moneyText(value) }];
    if (isParts(value)) return detailOf(value, label);
    return [{ label, value: textOf(value) }];
  });
}

export function isMoney(value: unknown): value is Money {
  return (
    isParts(value) && typeof value.amount === "string" && typeof value.currencyCode === "string"
  );
}

export function moneyText({ amount, currencyCode }: Money): string {
  return formatMoney(amount, currencyCode);
}

/** What `value` has, where it is no list and no single value. */
export function isParts(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  if (value === null || value === "") return "-";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (!Array.isArray(value)) return String(value);
  return (
    value.map((each) => (isParts(each) ? JSON.stringify(each) : textOf(each))).join(", ") || "-"
  );
}
