import { describe, expect, test } from "vitest";
import { aCharge } from "./example";
import { byMonth, nextYearOf, yearsOf } from "./months";

describe("the calendar", () => {
  test("sums up each month and currency, without what is void", () => {
    const months = byMonth([
      aCharge({ time: null, amount: null }),
      aCharge({ time: "2027-05-01T00:00:00.000Z" }),
      aCharge({ amount: "0.20" }),
      aCharge({ currencyCode: "EUR" }),
      aCharge({ state: "VOID" }),
      aCharge({}),
    ]);
    expect(months.map(({ month, charges }) => [month, charges.length])).toEqual([
      ["2027-04", 4],
      ["2027-05", 1],
      [null, 1],
    ]);
    expect(months[0]?.totals).toEqual([
      { currencyCode: "USD", amount: "10.30" },
      { currencyCode: "EUR", amount: "10.10" },
    ]);
    expect(yearsOf(months)).toEqual(["2027"]);
  });

  test("opens where something is still to be invoiced", () => {
    const invoiced = aCharge({ state: "INVOICED" });
    const next = aCharge({ time: "2028-01-01T00:00:00.000Z" });
    expect(nextYearOf(byMonth([invoiced, next]))).toBe("2028");
    expect(nextYearOf(byMonth([invoiced]))).toBe("2027");
    expect(nextYearOf([])).toBeNull();
  });
});
