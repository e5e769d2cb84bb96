import { expect, test } from "vitest";
import { aCharge } from "../../charges/example";
import { sorted, toQuery } from "./filters";

test("what is asked for is what the API is asked for", () => {
  expect(toQuery({ purchaseOrder: "none", agreement: "agmt-1", dueTo: "2027-04-30" })).toEqual({
    hasPurchaseOrder: false,
    agreementId: "agmt-1",
    dueTo: "2027-04-30",
  });
  expect(toQuery({})).toEqual({});
});

test("amounts are sorted by value, those that are not measured last", () => {
  const charges = [null, "9.00", "10.00"].map((amount) => aCharge({ amount }));
  const down = sorted(charges, "amount", true).map(({ amount }) => amount);
  expect(down).toEqual(["10.00", "9.00", null]);
});
