import { formatMonth } from "../../text/time";

export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

/** "Jan 2027 to Dec 2027", as long as both are months. */
export function monthsText(first: string, last: string): string {
  return isMonth(first) && isMonth(last) ? `${formatMonth(first)} to ${formatMonth(last)}` : "-";
}
