import { describe, expect, test } from "vitest";
import { amountsOf, decimalsOf, totalOf } from "./amounts";

const LINE = { unitPrice: "0.33", quantity: "3.5", taxType: "NONE", taxValue: "" } as const;

describe("what a line comes to", () => {
  test("is rounded half up once, and an amount of tax is added", () => {
    expect(amountsOf({ ...LINE, taxType: "AMOUNT", taxValue: "0.10" }, "USD")).toEqual({
      extended: "1.16",
      tax: "0.10",
      total: "1.26",
    });
  });

  test("a percentage is of the rounded amount", () => {
    const line = { unitPrice: "1500.00", quantity: "2", taxType: "PERCENTAGE", taxValue: "7.25" };
    expect(amountsOf({ ...LINE, ...line, taxType: "PERCENTAGE" }, "USD")).toEqual({
      extended: "3000.00",
      tax: "217.50",
      total: "3217.50",
    });
  });

  test("has the currency's own decimals", () => {
    expect(amountsOf({ ...LINE, unitPrice: "100", quantity: "1.005" }, "JPY")?.total).toBe("101");
    expect(amountsOf({ ...LINE, unitPrice: "1.234", quantity: "2" }, "KWD")?.total).toBe("2.468");
    expect(decimalsOf("EUR")).toBe(2);
  });

  test("is exact where floating point is not", () => {
    const line = { ...LINE, unitPrice: "9007199254740993.01", quantity: "1" };
    expect(amountsOf(line, "USD")?.total).toBe("9007199254740993.01");
    expect(totalOf([{ ...LINE, unitPrice: "0.1" }, line], "USD")).toBe("9007199254740993.36");
  });

  test("is unknown while something is no number", () => {
    expect(amountsOf({ ...LINE, unitPrice: "" }, "USD")).toBeNull();
    expect(amountsOf({ ...LINE, taxType: "AMOUNT", taxValue: "1,5" }, "USD")).toBeNull();
    expect(totalOf([LINE, { ...LINE, quantity: "x" }], "USD")).toBeNull();
    expect(totalOf([], "USD")).toBe("0.00");
  });
});
