import { counted } from "../../text/count";
import type { Run } from "./queries";

/** How much is settled, in percent; a run without anything due is over at once. */
export function percentSettled({ planned, done, failed, state }: Run): number {
  if (!planned) return state === "FINISHED" ? 100 : 0;
  return Math.min(100, ((done + failed) / planned) * 100);
}

/** How long it takes if it goes on like that: of its rate, for clocks may differ. */
export function shownRemaining({ planned, done, failed, partsPerSecond }: Run): string | null {
  if (!partsPerSecond) return null;
  const seconds = Math.ceil((planned - done - failed) / partsPerSecond);
  if (seconds < 120) return `about ${counted(seconds, "second")} left`;
  if (seconds < 7200) return `about ${counted(Math.round(seconds / 60), "minute")} left`;
  return `about ${counted(Math.round(seconds / 3600), "hour")} left`;
}

/** "2.5 accounts a second"; slow ones by the minute, for nobody reads "0.02". */
export function shownRate(partsPerSecond: number | null): string {
  if (partsPerSecond === null) return "Not known yet";
  const [count, unit] =
    partsPerSecond >= 0.1 ? [partsPerSecond, "second"] : [partsPerSecond * 60, "minute"];
  const shown = count.toLocaleString("en-US", { maximumSignificantDigits: 2 });
  return `${shown} ${shown === "1" ? "account" : "accounts"} a ${unit}`;
}
