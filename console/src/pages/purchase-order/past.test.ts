import { expect, test } from "vitest";
import { monthEnds } from "./past";
import type { Event } from "./queries";

const NOW = new Date("2027-05-10T00:00:00Z");

function left(at: string, balance: string | null, type: Event["type"] = "InvoiceIssued"): Event {
  const money = balance === null ? null : { amount: balance, currencyCode: "USD" };
  const detail = type === "InvoiceIssued" ? { purchaseOrderBalance: money } : { balance: money };
  return { eventId: at + balance, type, subject: "", at, actor: "invoice-run", detail };
}

test("each month ends with what the latest event before its end left", () => {
  const events = [
    left("2027-05-03T01:00:00.000Z", "10.00"),
    left("2027-04-03T01:00:00.000Z", "40.00"),
    left("2027-02-03T01:00:00.000Z", "70.00"),
    left("2027-01-04T09:00:00.000Z", "100.00", "PurchaseOrderAdded"),
  ];
  expect(monthEnds(events, "PO-1", NOW)).toEqual([
    { month: "2027-01", balance: "100.00" },
    { month: "2027-02", balance: "70.00" },
    { month: "2027-03", balance: "70.00" },
    { month: "2027-04", balance: "40.00" },
  ]);
});

test("of several invoices at one instant the last one leaves the least", () => {
  const at = "2027-04-03T01:00:00.000Z";
  const events = [left(at, "60.00"), left(at, "9.00"), left(at, "80.00")];
  expect(monthEnds(events, "PO-1", NOW)).toEqual([{ month: "2027-04", balance: "9.00" }]);
});

test("a month at whose end nothing was tracked has no balance", () => {
  const events = [
    left("2027-04-01T00:00:00.000Z", null, "PurchaseOrderUpdated"),
    left("2027-03-01T00:00:00.000Z", "5.00", "PurchaseOrderAdded"),
  ];
  expect(monthEnds(events, "PO-1", NOW)).toEqual([{ month: "2027-03", balance: "5.00" }]);
});
