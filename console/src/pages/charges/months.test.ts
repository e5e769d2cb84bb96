import { describe, expect, test } from "vitest";
import type { Charge } from "../../charges/amount";
import { matching, sorted } from "./filters";
import { byMonth, nextYearOf, yearsOf } from "./months";

function aCharge(changes: Partial<Charge>): Charge {
  return {
    id: "ch-1",
    revision: 1,
    agreementId: "agmt-1",
    agreementType: "PurchaseAgreement",
    purchaseOrderReference: null,
    currencyCode: "USD",
    amount: "10.10",
    time: "2027-04-15T00:00:00.000Z",
    timing: "SCHEDULED",
    state: "PENDING",
    description: "payment",
    installment: null,
    invoiceId: null,
    ...changes,
  };
}

describe("the calendar", () => {
  test("sums up each month and currency, without what is void", () => {
    const months = byMonth([
      aCharge({ time: null, amount: null }),
      aCharge({ time: "2027-05-01T00:00:00.000Z" }),
      aCharge({ amount: "0.20" }),
      aCharge({ currencyCode: "EUR" }),
      aCharge({ state: "VOID" }),
      aCharge({}),
    ]);
    expect(months.map(({ month, charges }) => [month, charges.length])).toEqual([
      ["2027-04", 4],
      ["2027-05", 1],
      [null, 1],
    ]);
    expect(months[0]?.totals).toEqual([
      { currencyCode: "USD", amount: "10.30" },
      { currencyCode: "EUR", amount: "10.10" },
    ]);
    expect(yearsOf(months)).toEqual(["2027"]);
  });

  test("opens where something is still to be invoiced", () => {
    const invoiced = aCharge({ state: "INVOICED" });
    const next = aCharge({ time: "2028-01-01T00:00:00.000Z" });
    expect(nextYearOf(byMonth([invoiced, next]))).toBe("2028");
    expect(nextYearOf(byMonth([invoiced]))).toBe("2027");
    expect(nextYearOf([])).toBeNull();
  });
});

describe("the list", () => {
  test("shows what carries no purchase order, in the state that is asked for", () => {
    const open = aCharge({ id: "ch-open" });
    const charges = [open, aCharge({ purchaseOrderReference: "PO" }), aCharge({ state: "VOID" })];
    const filter = { text: "", state: "PENDING", isWithoutPurchaseOrder: true } as const;
    expect(matching(charges, filter)).toEqual([open]);
  });

  test("sorts amounts by value, those that are not measured last", () => {
    const charges = [null, "9.00", "10.00"].map((amount) => aCharge({ amount }));
    const down = sorted(charges, "amount", true).map(({ amount }) => amount);
    expect(down).toEqual(["10.00", "9.00", null]);
  });
});
