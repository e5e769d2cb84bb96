import { isDecimal, sign, subtract, sum } from "../../text/decimal";
import type { Offer } from "./queries";

/** A payment as it is being edited: text, right or wrong. */
export interface Line {
  readonly key: number;
  readonly chargeDate: string;
  readonly chargeAmount: string;
}

export interface Draft {
  readonly lines: readonly Line[];
  /** What the payments are meant to come to; empty where nothing is intended. */
  readonly intended: string;
}

export function draftOf(offer: Offer): Draft {
  const lines = offer.schedule.map(({ number, ...payment }) => ({ key: number, ...payment }));
  return { lines, intended: offer.intendedTotal ?? "" };
}

/** What all lines come to; null while one of them is no amount. */
export function totalOf(lines: readonly Line[]): string | null {
  const amounts = lines.map(({ chargeAmount }) => chargeAmount);
  return amounts.every(isDecimal) ? sum(amounts) : null;
}

/** By how much the total lies above what was intended, below zero if beneath; null if unknown. */
export function differenceOf(total: string | null, intended: string | null): string | null {
  if (total === null || intended === null || !isDecimal(intended)) return null;
  return subtract(total, intended);
}

export function isDifferent(difference: string | null): difference is string {
  return difference !== null && sign(difference) !== 0;
}

/** One more line: as long after the last one as that is after the one before, or a month. */
export function withOneMore(lines: readonly Line[]): readonly Line[] {
  const key = Math.max(0, ...lines.map((line) => line.key)) + 1;
  const last = lines.at(-1)?.chargeDate ?? "";
  const before = lines.at(-2)?.chargeDate ?? "";
  const step = Math.max(1, monthOf(last) - monthOf(before) || 1);
  return [...lines, { key, chargeDate: monthsLater(last, step), chargeAmount: "" }];
}

/** The same day of a later month, or its last one; empty for what is no date. */
export function monthsLater(date: string, months: number): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!parts) return "";
  const [year, month, day] = parts.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return "";
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const later = new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastDay)));
  return later.toISOString().slice(0, 10);
}

function monthOf(date: string): number {
  const parts = /^(\d{4})-(\d{2})-/.exec(date);
  return parts ? Number(parts[1]) * 12 + Number(parts[2]) : NaN;
}
