import { expect, test } from "vitest";
import { detailOf } from "./detail";
import { actorName, memberName } from "./words";

test("who did it has a name, whoever it was", () => {
  expect(actorName("arn:aws:sts::111122223333:assumed-role/Finance/ana")).toBe("ana");
  expect(actorName("invoice-run")).toBe("Invoice run");
  expect(actorName("console")).toBe("console");
});

test("what an event says is told in words, whatever its shape", () => {
  expect(memberName("purchaseOrderId")).toBe("Purchase order ID");
  const money = { amount: "-12.50", currencyCode: "USD" };
  const told = { total: money, flags: [], from: { purchaseOrderId: null, isOpen: true } };
  expect(detailOf(told)).toEqual([
    { label: "Total", value: "-$12.50" },
    { label: "Flags", value: "-" },
    { label: "From: purchase order ID", value: "-" },
    { label: "From: is open", value: "Yes" },
  ]);
});
