import { expect, test } from "vitest";
import type { Match, Removed, Step } from "./queries";
import { storyOf } from "./story";

const removed = (purchaseOrderId: string, lines: number): Removed => ({
  purchaseOrderId,
  lineItemNumber: null,
  lines,
  value: "suspended",
});

const step = (changes: Partial<Step>): Step => ({
  criterion: "NOT_SUSPENDED",
  rule: "R-113",
  asked: "is not suspended now",
  removed: [],
  removedCount: 0,
  linesLeft: 0,
  ...changes,
});

const match = (...funnel: Step[]): Match => ({
  outcome: "MATCHED",
  reason: "",
  purchaseOrderId: "PO-1",
  lineItemNumber: "1",
  booked: null,
  flags: [],
  funnel,
});

test("each step begins with what the one before it left", () => {
  const chapters = storyOf(
    match(
      step({ criterion: "HAS_LINE_ITEMS", asked: "has line items", linesLeft: 13 }),
      step({ removed: [removed("PO-2", 3)], removedCount: 1, linesLeft: 10 }),
    ),
  );
  expect(chapters.map(({ before, after }) => [before, after])).toEqual([
    [13, 13],
    [13, 10],
  ]);
  expect(chapters.map(({ told }) => told)).toEqual([
    "Nothing was removed.",
    "1 purchase order with 3 line items removed.",
  ]);
});

test("from the type on, line items are counted", () => {
  const [chapter] = storyOf(
    match(
      step({
        criterion: "TYPE_FITS",
        removed: [removed("PO-2", 2)],
        removedCount: 2,
        linesLeft: 1,
      }),
    ),
  );
  expect(chapter).toMatchObject({ before: 3, after: 1, told: "2 line items removed.", untold: 0 });
});

test("what is not kept with the invoice is told as a number", () => {
  const [chapter] = storyOf(
    match(step({ removed: [removed("PO-2", 1)], removedCount: 151, linesLeft: 4 })),
  );
  expect(chapter?.untold).toBe(150);
});
