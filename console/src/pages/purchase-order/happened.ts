import { isMoney, isParts, moneyText } from "../../events/detail";
import { formatMonth } from "../../text/time";
import type { Event } from "./queries";

type Told = Readonly<Record<string, unknown>>;

/** What an event says of the purchase order, in one sentence; "" where its name says it all. */
export function happened({ type, detail }: Event, purchaseOrderId: string): string {
  switch (type) {
    case "PurchaseOrderAdded":
    case "PurchaseOrderUpdated":
    case "PurchaseOrderNamed":
      return `Version ${text(detail.version)}: ${standing(detail)}`;
    case "PurchaseOrderStatusChanged":
      return STATUSES[text(detail.status)] ?? "";
    case "LineItemBalanceLow":
      return `Line ${text(detail.lineItemNumber)} is below ${text(detail.threshold)}%: ${left(detail)}`;
    case "LineItemBalanceExhausted":
      return `Line ${text(detail.lineItemNumber)}: ${left(detail)}`;
    case "InvoiceIssued":
      return `${money(detail.total)} on line ${text(detail.lineItemNumber)}`;
    case "CreditMemoIssued":
      return `${money(detail.total)} for invoice ${text(detail.originalInvoiceId)}`;
    case "InvoiceRegenerated":
      return moved(detail, purchaseOrderId);
    default:
      return "";
  }
}

/** The invoice or credit memo that an event is about. */
export function invoiceOf({ detail }: Event): string | null {
  return typeof detail.invoiceId === "string" ? detail.invoiceId : null;
}

/**
 * The balance that an event left the purchase order with; null where none is tracked, undefined
 * where the event says nothing of it.
 */
export function balanceAfter(
  { type, detail }: Event,
  purchaseOrderId: string,
): string | null | undefined {
  if (type === "InvoiceRegenerated") {
    const { from, to } = detail;
    const now = [to, from].find(
      (each) => isParts(each) && each.purchaseOrderId === purchaseOrderId,
    );
    return isParts(now) ? amount(now.purchaseOrderBalance) : undefined;
  }
  if ("purchaseOrderBalance" in detail) return amount(detail.purchaseOrderBalance);
  return type.startsWith("PurchaseOrder") ? amount(detail.balance) : undefined;
}

const STATUSES: Readonly<Record<string, string>> = {
  ACTIVE: "Now active",
  SUSPENDED: "Now suspended",
  EXPIRED: "Now expired",
  SUSPENDED_EXPIRED: "Now suspended, expired",
};

function standing(told: Told): string {
  const months = [told.effectiveMonth, told.expirationMonth].map((each) => formatMonth(text(each)));
  const balance = isMoney(told.balance) ? `, ${moneyText(told.balance)} left` : "";
  return `${money(told.totalValue)}${balance}, ${months.join(" to ")}`;
}

function left(told: Told): string {
  return `${money(told.balance)} of ${money(told.totalValue)} left`;
}

function moved({ from, to }: Told, purchaseOrderId: string): string {
  const [before, after] = [from, to].map((each) =>
    isParts(each) && typeof each.purchaseOrderId === "string" ? each.purchaseOrderId : null,
  );
  if (before === after) {
    return `Moved to line ${isParts(to) ? text(to.lineItemNumber) : "-"}`;
  }
  if (after === purchaseOrderId) return `Moved here from ${before ?? "no purchase order"}`;
  return `Moved away to ${after ?? "no purchase order"}`;
}

function amount(told: unknown): string | null {
  return isMoney(told) ? told.amount : null;
}

function money(told: unknown): string {
  return isMoney(told) ? moneyText(told) : "-";
}

function text(told: unknown): string {
  return typeof told === "string" || typeof told === "number" ? String(told) : "-";
}
