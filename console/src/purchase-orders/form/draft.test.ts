import { describe, expect, test } from "vitest";
import { changesOf, lineChanges, newLine, toLine } from "./draft";

const MONTHS = { effectiveMonth: "2027-01", expirationMonth: "2027-12" };
const LINE = { ...newLine(MONTHS, []), type: "ALL", unitPrice: "100.00" };

describe("what is sent of an edit", () => {
  test("is what differs, so that the rest stays as somebody else left it", () => {
    const before = { description: "", billFrom: ["A"], tags: { team: "web" } };
    expect(changesOf(before, { ...before, billFrom: ["A"], description: "New" })).toEqual({
      description: "New",
    });
    expect(lineChanges(LINE, { ...LINE, quantity: "2" })).toEqual({
      lineItemNumber: "1",
      quantity: "2",
    });
  });

  test("takes a tax off with null, for left out it would stay", () => {
    const taxed = { ...LINE, taxType: "PERCENTAGE", taxValue: "10" } as const;
    expect(toLine(taxed).tax).toEqual({ type: "PERCENTAGE", value: "10" });
    expect(lineChanges(taxed, LINE).tax).toBeNull();
    expect(lineChanges(LINE, LINE)).not.toHaveProperty("tax");
  });
});

test("a new line has the next number and the months of its purchase order", () => {
  const line = newLine(MONTHS, [{ lineItemNumber: "3" }, { lineItemNumber: "agmt-1/2" }]);
  expect(line).toMatchObject({ lineItemNumber: "4", startMonth: "2027-01", endMonth: "2027-12" });
});
