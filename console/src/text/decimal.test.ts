import { describe, expect, test } from "vitest";
import { absolute, compare, isDecimal, multiply, round, sign, subtract, sum } from "./decimal";

describe("decimal text", () => {
  test("sums up without losing a cent", () => {
    expect(sum(["33.33", "33.33", "33.34"])).toBe("100.00");
    expect(sum(["0.1", "0.2"])).toBe("0.3");
    expect(sum(["9007199254740993.01", "0.001"])).toBe("9007199254740993.011");
    expect(sum([])).toBe("0");
  });

  test("subtracts across zero", () => {
    expect(subtract("100.00", "110")).toBe("-10.00");
    expect(subtract("0.05", "0.1")).toBe("-0.05");
    expect(absolute("-10.00")).toBe("10.00");
  });

  test("compares by value, not by text", () => {
    expect(compare("9.00", "10")).toBe(-1);
    expect(compare("10", "10.00")).toBe(0);
    expect(sign("-0.00")).toBe(0);
  });

  test("multiplies, and rounds half away from zero", () => {
    expect(multiply("0.33", "3.5")).toBe("1.155");
    expect(round("1.155", 2)).toBe("1.16");
    expect(round("-1.155", 2)).toBe("-1.16");
    expect(round("1.1549999", 2)).toBe("1.15");
    expect(round("99.5", 0)).toBe("100");
    expect(round("7", 3)).toBe("7.000");
  });

  test("knows what is no decimal", () => {
    expect(["1.", "", "1e3", "1,000", "NaN"].filter(isDecimal)).toEqual([]);
    expect([" 12.50 ", "-3", "+0.1"].every(isDecimal)).toBe(true);
    expect(() => sum(["x"])).toThrow("not a decimal");
  });
});
