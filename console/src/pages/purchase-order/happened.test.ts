import { expect, test } from "vitest";
import { balanceAfter, happened } from "./happened";
import type { Event } from "./queries";

const usd = (amount: string) => ({ amount, currencyCode: "USD" });

function event(type: Event["type"], detail: Event["detail"]): Event {
  return {
    eventId: "ev-1",
    type,
    subject: "invoice/1",
    at: "2027-01-04T09:30:00.000Z",
    actor: "invoice-run",
    detail,
  };
}

test("an invoice tells what it took, and what it left", () => {
  const issued = event("InvoiceIssued", {
    invoiceId: "INV-1",
    total: usd("40.00"),
    lineItemNumber: "2",
    purchaseOrderBalance: usd("60.00"),
  });
  expect(happened(issued, "PO-1")).toBe("$40.00 on line 2");
  expect(balanceAfter(issued, "PO-1")).toBe("60.00");
});

test("an invoice that moved is told from where it is looked at", () => {
  const regenerated = event("InvoiceRegenerated", {
    invoiceId: "INV-1",
    from: { purchaseOrderId: "PO-1", purchaseOrderBalance: usd("100.00"), lineItemNumber: "1" },
    to: { purchaseOrderId: "PO-2", purchaseOrderBalance: null, lineItemNumber: "1" },
  });
  expect(happened(regenerated, "PO-1")).toBe("Moved away to PO-2");
  expect(happened(regenerated, "PO-2")).toBe("Moved here from PO-1");
  expect(balanceAfter(regenerated, "PO-1")).toBe("100.00");
  expect(balanceAfter(regenerated, "PO-2")).toBeNull();
});

test("a fall through a threshold leaves the balance to the invoice that made it", () => {
  const low = event("LineItemBalanceLow", {
    lineItemNumber: "1",
    threshold: 75,
    balance: usd("60.00"),
    totalValue: usd("100.00"),
  });
  expect(happened(low, "PO-1")).toBe("Line 1 is below 75%: $60.00 of $100.00 left");
  expect(balanceAfter(low, "PO-1")).toBeUndefined();
});
