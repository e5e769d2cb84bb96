import { expect, test } from "vitest";
import { accountsOf } from "./accounts";

test("accounts may be parted by lines, commas, semicolons or spaces", () => {
  expect(accountsOf(" 111122223333,\n222233334444; 333344445555\t444455556666\n")).toEqual([
    "111122223333",
    "222233334444",
    "333344445555",
    "444455556666",
  ]);
  expect(accountsOf("  ")).toEqual([]);
});
