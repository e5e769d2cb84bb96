import { expect, test } from "vitest";
import { askedFor, changesFor, filterFor, type Property } from "./properties";

const PROPERTIES: readonly Property[] = [
  { key: "state", label: "State", values: { OPEN: "Open", PAID: "Paid" } },
  { key: "dueFrom", label: "Due from", operator: ">=", isValid: (day) => day.startsWith("20") },
];

test("an address and its filter say the same", () => {
  const address = new URLSearchParams("state=OPEN&dueFrom=2027-01-02&text=cloud&view=calendar");
  const asked = askedFor(address, PROPERTIES);
  expect(asked).toEqual({ state: "OPEN", dueFrom: "2027-01-02", text: "cloud" });
  const filter = filterFor(asked, PROPERTIES);
  expect(filter.tokens).toEqual([
    { propertyKey: "state", operator: "=", value: "OPEN" },
    { propertyKey: "dueFrom", operator: ">=", value: "2027-01-02" },
    { operator: ":", value: "cloud" },
  ]);
  expect(changesFor(filter, PROPERTIES)).toEqual(asked);
});

test("what a property does not take counts for nothing", () => {
  const address = new URLSearchParams("state=LOST&dueFrom=yesterday&text=%20");
  expect(askedFor(address, PROPERTIES)).toEqual({});
  const filter = filterFor({ state: "LOST", dueFrom: "yesterday" }, PROPERTIES);
  expect(changesFor(filter, PROPERTIES)).toEqual({ state: null, dueFrom: null, text: null });
});

test("of two values for one property the later one counts", () => {
  const tokens = ["OPEN", "PAID"].map((value) => ({
    propertyKey: "state",
    operator: "=",
    value,
  }));
  const changes = changesFor({ operation: "and", tokens }, PROPERTIES);
  expect(changes).toEqual({ state: "PAID", dueFrom: null, text: null });
});
