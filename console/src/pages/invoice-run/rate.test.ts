import { expect, test } from "vitest";
import type { Run } from "./queries";
import { percentSettled, shownRate, shownRemaining } from "./rate";

const run = (changes: Partial<Run>): Run => ({
  runId: "run",
  mode: "ISSUE",
  state: "RUNNING",
  dueBy: "2027-02-03T01:00:00Z",
  startedAt: "2027-02-03T01:00:00Z",
  finishedAt: null,
  planned: 0,
  done: 0,
  failed: 0,
  invoices: 0,
  withoutPurchaseOrder: 0,
  partsPerSecond: null,
  estimatedEnd: null,
  ...changes,
});

test("failed parts are settled as well", () => {
  expect(percentSettled(run({ planned: 8, done: 3, failed: 1 }))).toBe(50);
});

test("a run is at its begin while it is planned, and over where nothing was due", () => {
  expect(percentSettled(run({ state: "PLANNING" }))).toBe(0);
  expect(percentSettled(run({ state: "FINISHED" }))).toBe(100);
});

test("slow rates are told by the minute", () => {
  expect(shownRate(2.53)).toBe("2.5 accounts a second");
  expect(shownRate(0.05)).toBe("3 accounts a minute");
  expect(shownRate(1)).toBe("1 account a second");
  expect(shownRate(null)).toBe("Not known yet");
});

test("what is left follows from the rate", () => {
  const running = run({ planned: 40, done: 18, failed: 2, partsPerSecond: 0.5 });
  expect(shownRemaining(running)).toBe("about 40 seconds left");
  expect(shownRemaining({ ...running, partsPerSecond: 0.1 })).toBe("about 3 minutes left");
  expect(shownRemaining({ ...running, partsPerSecond: null })).toBeNull();
});
