import { expect, test } from "vitest";
import { ApiProblem } from "../api/problem";
import { conflictsOf, keyOf } from "./conflicts";
import { aCharge } from "./example";

test("each charge that changed meanwhile is told, not only the one that the API names", async () => {
  const chosen = ["ch-1", "ch-2", "ch-3", "ch-4"].map((id) => aCharge({ id }));
  const now = [
    aCharge({ id: "ch-1" }),
    aCharge({ id: "ch-2", revision: 2, purchaseOrderReference: "PO-OTHER" }),
    aCharge({ id: "ch-3", revision: 2, state: "INVOICED", invoiceId: "US-1" }),
    aCharge({ id: "ch-4" }),
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
