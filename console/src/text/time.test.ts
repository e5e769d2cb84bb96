import { expect, test } from "vitest";
import { formatDate, formatInstant, formatMonth, monthFromNow } from "./time";

test("instants are shown in UTC, wherever the browser is", () => {
  expect(formatInstant("2027-01-01T00:05:00.000Z")).toBe("1 Jan 2027, 00:05 UTC");
  expect(formatDate("2026-12-31T23:59:59.999Z")).toBe("31 Dec 2026");
  expect(formatDate("2027-04-15")).toBe("15 Apr 2027");
  expect(formatMonth("2027-04")).toBe("Apr 2027");
});

test("months go on over the year, and from the last day of a long one", () => {
  expect(monthFromNow(1, new Date("2026-12-31T23:59:59Z"))).toBe("2027-01");
  expect(monthFromNow(1, new Date("2027-01-31T00:00:00Z"))).toBe("2027-02");
  expect(monthFromNow(-1, new Date("2027-01-01T00:00:00Z"))).toBe("2026-12");
});
