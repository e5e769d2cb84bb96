import { expect, test } from "vitest";
import { formatDuration, inWords } from "./words";

test("durations are said in words, others stay as they are", () => {
  expect(formatDuration("P12M")).toBe("12 months");
  expect(formatDuration("P1Y1M")).toBe("1 year, 1 month");
  expect(formatDuration("P30D")).toBe("30 days");
  expect(formatDuration("PT5H")).toBe("PT5H");
});

test("names of the API become headings", () => {
  expect(inWords("agreementDuration")).toBe("Agreement duration");
  expect(inWords("SAAS_CONTRACT")).toBe("SaaS contract");
});
