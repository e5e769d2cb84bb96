import { expect, test } from "vitest";
import { formatMoney, percentLeft } from "./money";

test("an amount keeps its digits, however many there are", () => {
  expect(formatMoney("9007199254740993.01", "USD")).toBe("$9,007,199,254,740,993.01");
  expect(formatMoney("-480.04", "EUR")).toBe("-€480.04");
  expect(formatMoney("1500", "JPY")).toBe("¥1,500");
});

test("what is left never leaves the bar", () => {
  expect(percentLeft("250.00", "1000.00")).toBe(25);
  expect(percentLeft("-1.00", "1000.00")).toBe(0);
  expect(percentLeft("1500.00", "1000.00")).toBe(100);
  expect(percentLeft("0.00", "0.00")).toBe(0);
});
