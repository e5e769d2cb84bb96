import { expect, test } from "vitest";
import { ApiProblem } from "../../api/problem";
import type { Charge } from "../../charges/amount";
import { conflictsOf, keyOf } from "./conflicts";

function aCharge(id: string, changes: Partial<Charge> = {}): Charge {
  return {
    id,
    revision: 1,
    agreementId: "agmt-1",
    agreementType: "PurchaseAgreement",
    purchaseOrderReference: null,
    currencyCode: "USD",
    amount: "10.00",
    time: null,
    timing: "SCHEDULED",
    state: "PENDING",
    description: "payment",
    installment: null,
    invoiceId: null,
    ...changes,
  };
}

test("each charge that changed meanwhile is told, not only the one that the API names", async () => {
  const chosen = ["ch-1", "ch-2", "ch-3", "ch-4"].map((id) => aCharge(id));
  const now = [
    aCharge("ch-1"),
    aCharge("ch-2", { revision: 2, purchaseOrderReference: "PO-OTHER" }),
    aCharge("ch-3", { revision: 2, state: "INVOICED", invoiceId: "US-1" }),
    aCharge("ch-4"),
  ];
  const refusal = await ApiProblem.of(
    Response.json({ detail: "the charge was changed", resourceId: "ch-1" }, { status: 409 }),
  );
  expect(Object.fromEntries(conflictsOf(refusal, chosen, now))).toEqual({
    "ch-1 at 1": "the charge was changed",
    "ch-2 at 1": "Changed meanwhile: it carries PO-OTHER now",
    "ch-3 at 1": "Already on invoice US-1",
  });
  expect(now.slice(1, 2).map(keyOf)).toEqual(["ch-2 at 2"]);
});
