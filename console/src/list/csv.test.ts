import { expect, test } from "vitest";
import { csvOf } from "./csv";

test("cells are quoted where they must be", () => {
  expect(csvOf([["a,b", 'say "yes"', "two\nlines", "plain"]])).toBe(
    '\uFEFF"a,b","say ""yes""","two\nlines",plain\r\n',
  );
});

test.each(["=1+1", "+1 206 555 0100", "@SUM(A1)", "-2+3", "\t=1", "  =1", "\r=1"])(
  "a spreadsheet computes nothing of %j",
  (text) => {
    expect(csvOf([[text]]).replaceAll('"', "")).toBe(`\uFEFF'${text}\r\n`);
  },
);

test("an amount stays a number, below zero too", () => {
  expect(csvOf([["-12.50", "7"]])).toBe("\uFEFF-12.50,7\r\n");
});
