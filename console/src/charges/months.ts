import { type Charge, isOpen } from "./amount";
import { sum } from "../text/decimal";

/** What is due in a month, by date. */
export interface Month {
  /** As "2027-04"; null for charges without a date. */
  readonly month: string | null;
  readonly charges: readonly Charge[];
  readonly totals: readonly Total[];
}

export interface Total {
  readonly currencyCode: string;
  readonly amount: string;
}

/** The months in which something is due, the earliest first, and last what has no date. */
export function byMonth(charges: readonly Charge[]): readonly Month[] {
  const groups = new Map<string, Charge[]>();
  for (const charge of charges) {
    const month = charge.time?.slice(0, 7) ?? "";
    groups.set(month, [...(groups.get(month) ?? []), charge]);
  }
  const dated = [...groups.keys()].filter(Boolean).sort();
  const undated = groups.has("") ? [""] : [];
  return [...dated, ...undated].map((month) => {
    const due = groups.get(month) ?? [];
    const inOrder = [...due].sort((a, b) => (a.time ?? "").localeCompare(b.time ?? ""));
    return { month: month || null, charges: inOrder, totals: totalsOf(due) };
  });
}

/** One total for each currency; charges that are void or not measured yet add nothing. */
export function totalsOf(charges: readonly Charge[]): readonly Total[] {
  const amounts = new Map<string, string[]>();
  for (const { amount, currencyCode, state } of charges) {
    if (amount === null || state === "VOID") continue;
    amounts.set(currencyCode, [...(amounts.get(currencyCode) ?? []), amount]);
  }
  return [...amounts].map(([currencyCode, parts]) => ({ currencyCode, amount: sum(parts) }));
}

/** The years that have something due; what has no date stands in none. */
export function yearsOf(months: readonly Month[]): readonly string[] {
  return [...new Set(months.flatMap(({ month }) => (month ? [month.slice(0, 4)] : [])))];
}

/** The first year in which something is still to be invoiced, or else the last one. */
export function nextYearOf(months: readonly Month[]): string | null {
  const isAhead = ({ charges }: Month) => charges.some(isOpen);
  return yearsOf(months.filter(isAhead))[0] ?? yearsOf(months).at(-1) ?? null;
}
