import { expect, test } from "vitest";
import { subjectOf } from "./about";

test("a notice leads to its purchase order, whatever its ID is made of", () => {
  expect(subjectOf("purchase-order/PO 7/EMEA")).toEqual({
    text: "PO 7/EMEA",
    href: "#/purchase-orders/PO%207%2FEMEA",
  });
});

test("a notice of the radar leads there, and what is new leads nowhere", () => {
  expect(subjectOf("radar/2027-W05").href).toBe("#/radar");
  expect(subjectOf("something/else")).toEqual({ text: "something/else" });
});
