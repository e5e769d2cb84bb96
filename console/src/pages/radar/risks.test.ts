import { expect, test } from "vitest";
import { choicesOf, daysOf } from "./risks";

test("an address asks for days that the API takes, or gets a month", () => {
  expect(daysOf("90")).toBe(90);
  expect([null, "", "0", "366", "7.5", "soon"].map(daysOf)).toEqual([30, 30, 30, 30, 30, 30]);
});

test("days that are no usual choice stand among the choices", () => {
  expect(choicesOf(45)).toContain(45);
  expect(choicesOf(30)).toEqual(choicesOf(7));
});
