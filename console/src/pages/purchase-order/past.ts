import { compare } from "../../text/decimal";
import { monthFromNow } from "../../text/time";
import { balanceAfter } from "./happened";
import type { Event } from "./queries";

/** The balance at the end of a month. */
export interface MonthEnd {
  readonly month: string;
  readonly balance: string;
}

/** How many months a chart looks back at most. */
const MONTHS = 12;

/**
 * What was left at the end of each month before the present one, oldest first, by `events` that come
 * newest first. Months at whose end nothing was tracked, or before the first event, are left out.
 */
export function monthEnds(
  events: readonly Event[],
  purchaseOrderId: string,
  now: Date = new Date(),
): MonthEnd[] {
  const states = statesOf(events, purchaseOrderId);
  const months = Array.from({ length: MONTHS }, (_, index) => monthFromNow(index - MONTHS, now));
  return months.flatMap((month) => {
    const state = states.find(({ at }) => at.slice(0, 7) <= month);
    return state?.balance ? [{ month, balance: state.balance }] : [];
  });
}

interface State {
  readonly at: string;
  readonly balance: string | null;
}

/** One run books several invoices at one instant: the lowest balance is what the last one left. */
function statesOf(events: readonly Event[], purchaseOrderId: string): State[] {
  const states: State[] = [];
  for (const event of events) {
    const balance = balanceAfter(event, purchaseOrderId);
    if (balance === undefined) continue;
    const newer = states.at(-1);
    if (newer?.at !== event.at) states.push({ at: event.at, balance });
    else if (newer.balance && balance && compare(balance, newer.balance) < 0) {
      states[states.length - 1] = { at: event.at, balance };
    }
  }
  return states;
}
