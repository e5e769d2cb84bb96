import type { components } from "../../api/schema";

type Order = components["schemas"]["PurchaseOrderView"];
type OrderBody = components["schemas"]["AddPurchaseOrderRequest"];
type LineView = components["schemas"]["LineItemView"];
type LineBody = components["schemas"]["LineItemBody"];

export interface ContactDraft {
  readonly name: string;
  readonly email: string;
  readonly telephone: string;
}

export interface TagDraft {
  readonly key: string;
  readonly value: string;
}

/** The header as a form holds it; members are named as the API names its fields. */
export interface DetailsDraft {
  readonly purchaseOrderId: string;
  readonly description: string;
  readonly billFrom: readonly string[];
  readonly shipTo: string;
  readonly effectiveMonth: string;
  readonly expirationMonth: string;
  readonly currencyCode: string;
  /** One after the other, with commas between. */
  readonly taxRegistrationNumbers: string;
  readonly invoiceUnits: readonly string[];
  readonly notificationSettings: components["schemas"]["NotificationSettingsView"];
}

export interface LineDraft {
  readonly lineItemNumber: string;
  readonly type: string;
  readonly description: string;
  readonly startMonth: string;
  readonly endMonth: string;
  readonly unitPrice: string;
  readonly quantity: string;
  readonly taxType: "NONE" | "PERCENTAGE" | "AMOUNT";
  readonly taxValue: string;
  readonly isBalanceTracked: boolean;
}

/** A line's months begin as the purchase order's, its number as the next one. */
export function newLine(
  months: Pick<DetailsDraft, "effectiveMonth" | "expirationMonth">,
  others: readonly { lineItemNumber: string }[],
): LineDraft {
  const used = others.map((line) => line.lineItemNumber).filter((text) => /^\d{1,9}$/.test(text));
  return {
    lineItemNumber: String(Math.max(0, ...used.map(Number)) + 1),
    type: "",
    description: "",
    startMonth: months.effectiveMonth,
    endMonth: months.expirationMonth,
    unitPrice: "",
    quantity: "1",
    taxType: "NONE",
    taxValue: "",
    isBalanceTracked: false,
  };
}

export function detailsOf(order: Order): DetailsDraft {
  return { ...order, taxRegistrationNumbers: order.taxRegistrationNumbers.join(", ") };
}

export function lineOf(line: LineView): LineDraft {
  return { ...line, taxType: line.tax?.type ?? "NONE", taxValue: line.tax?.value ?? "" };
}

/** What of a line was changed; a tax that is left out would stay, null takes it off. */
export function lineChanges(before: LineDraft, now: LineDraft): LineBody {
  const isTaxOff = before.taxType !== "NONE" && now.taxType === "NONE";
  return {
    ...changesOf(toLine(before), toLine(now)),
    ...(isTaxOff && { tax: null }),
    lineItemNumber: now.lineItemNumber,
  };
}

export function toDetails(draft: DetailsDraft) {
  return {
    purchaseOrderId: draft.purchaseOrderId,
    description: draft.description,
    billFrom: [...draft.billFrom],
    shipTo: draft.shipTo,
    effectiveMonth: draft.effectiveMonth || null,
    expirationMonth: draft.expirationMonth || null,
    currencyCode: draft.currencyCode,
    taxRegistrationNumbers: draft.taxRegistrationNumbers
      .split(",")
      .map((text) => text.trim())
      .filter(Boolean),
    invoiceUnits: [...draft.invoiceUnits],
    notificationSettings: draft.notificationSettings,
  } satisfies OrderBody;
}

export function toLine(draft: LineDraft): LineBody {
  const { taxType, taxValue, unitPrice, quantity, startMonth, endMonth, ...rest } = draft;
  return {
    ...pick(rest),
    startMonth: startMonth || null,
    endMonth: endMonth || null,
    unitPrice: unitPrice.trim(),
    quantity: quantity.trim(),
    ...(taxType !== "NONE" && { tax: { type: taxType, value: taxValue.trim() } }),
  };
}

/** A line that is read carries more than may be sent. */
function pick(
  line: Pick<LineDraft, "lineItemNumber" | "type" | "description" | "isBalanceTracked">,
) {
  const { lineItemNumber, type, description, isBalanceTracked } = line;
  return { lineItemNumber, type, description, isBalanceTracked };
}

export function toContacts(drafts: readonly ContactDraft[]) {
  return drafts.map(({ name, email, telephone }) => ({
    name: name.trim(),
    email: email.trim(),
    telephone: telephone.trim() || null,
  }));
}

export function toTags(drafts: readonly TagDraft[]): Record<string, string> {
  return Object.fromEntries(drafts.map(({ key, value }) => [key, value]));
}

/** What of `now` differs from `before`: what is not sent stays as whoever else left it. */
export function changesOf<T extends object>(before: T, now: T): Partial<T> {
  const earlier = new Map(Object.entries(before));
  const changed = Object.entries(now).filter(
    ([key, value]) => JSON.stringify(earlier.get(key)) !== JSON.stringify(value),
  );
  return Object.fromEntries(changed) as Partial<T>;
}
