const MONTH = new Intl.DateTimeFormat("en-US", {
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const INSTANT = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "UTC",
});

/** A date, or the date of an instant, in UTC: "2027-04-15" as "15 Apr 2027". */
export function formatDate(date: string): string {
  return DATE.format(new Date(date));
}

/** "2027-04" as "Apr 2027". */
export function formatMonth(month: string): string {
  return MONTH.format(new Date(`${month}-01T00:00:00Z`));
}

/** An instant, in UTC as everything that is billed. */
export function formatInstant(instant: string): string {
  return `${INSTANT.format(new Date(instant))} UTC`;
}

/** The month that lies `count` months after the present one, as the API writes it. */
export function monthFromNow(count: number, now: Date = new Date()): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + count, 1))
    .toISOString()
    .slice(0, 7);
}
