import type { Risk } from "./queries";

interface Words {
  readonly title: string;
  /** What the invoice will be like. */
  readonly text: string;
}

export const RISKS: Record<Risk, Words> = {
  NO_PURCHASE_ORDER: {
    title: "No purchase order",
    text: "No line item fits, so the invoice shows no number.",
  },
  SUSPENDED: {
    title: "Suspended",
    text: "The purchase order is suspended, so the invoice shows no number.",
  },
  NOT_INTEGRATED: {
    title: "Not integrated",
    text: "The integration with AWS Marketplace is off, so the invoice shows no number.",
  },
  EXPIRING: {
    title: "Expiring",
    text: "The line item ends, and nothing fits the next charge of its kind.",
  },
  TOO_SMALL: {
    title: "Too small",
    text: "Less is left on the line item than the invoice takes.",
  },
  CURRENCY_MISMATCH: {
    title: "Other currency",
    text: "The purchase order is in another currency, and its balance does not move.",
  },
};

const FEWEST = 1;
const MOST = 365;
const AT_FIRST = 30;

/** How many days ahead an address asks for: what the API takes, or a month. */
export function daysOf(text: string | null): number {
  const days = Number(text);
  return Number.isInteger(days) && days >= FEWEST && days <= MOST ? days : AT_FIRST;
}

/** The choices, with the one that an address asked for among them. */
export function choicesOf(days: number): number[] {
  return [...new Set([7, 14, 30, 60, 90, 180, 365, days])].sort((one, other) => one - other);
}
