import { expect, test } from "vitest";
import { differenceOf, isDifferent, type Line, monthsLater, totalOf, withOneMore } from "./lines";

const LINES: readonly Line[] = [
  { key: 1, chargeDate: "2027-01-31", chargeAmount: "33.33" },
  { key: 2, chargeDate: "2027-04-30", chargeAmount: "33.34" },
];

test("the total is exact, and unknown while a line is no amount", () => {
  expect(totalOf(LINES)).toBe("66.67");
  expect(totalOf([...LINES, { key: 3, chargeDate: "", chargeAmount: "" }])).toBeNull();
});

test("a difference is told from both sides", () => {
  expect(differenceOf("110.00", "100")).toBe("10.00");
  expect(differenceOf("90.00", "100.00")).toBe("-10.00");
  expect(isDifferent(differenceOf("100.00", "100"))).toBe(false);
  expect(differenceOf("100.00", "")).toBeNull();
});

test("one more line keeps the distance of the last two", () => {
  expect(withOneMore(LINES).at(-1)).toEqual({
    key: 3,
    chargeDate: "2027-07-30",
    chargeAmount: "",
  });
  expect(withOneMore([])).toEqual([{ key: 1, chargeDate: "", chargeAmount: "" }]);
});

test("a month later is never in the month after it", () => {
  expect(monthsLater("2027-01-31", 1)).toBe("2027-02-28");
  expect(monthsLater("2027-12-15", 1)).toBe("2028-01-15");
  expect(monthsLater("soon", 1)).toBe("");
});
