const UNITS: Readonly<Record<string, string>> = { M: "month", W: "week", D: "day" };

/** "P2M" as "2 months before", "P0D" as the day itself. */
export function leadTimeText(duration: string): string {
  const [, count, unit = ""] = /^P(\d+)([MWD])$/.exec(duration) ?? [];
  if (count === undefined) return duration;
  if (Number(count) === 0) return "On the last day";
  return `${count} ${UNITS[unit]}${Number(count) === 1 ? "" : "s"} before`;
}

/** "75%, nothing left". */
export function thresholdsText(percents: readonly number[]): string {
  return percents.map((each) => (each === 0 ? "nothing left" : `${each}%`)).join(", ") || "Never";
}

export function leadTimesText(durations: readonly string[]): string {
  return durations.map((each) => leadTimeText(each).toLowerCase()).join(", ") || "Never";
}
