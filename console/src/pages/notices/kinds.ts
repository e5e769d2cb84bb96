import type { NoticeKind } from "./queries";

export const KINDS: Readonly<Record<NoticeKind, string>> = {
  BALANCE: "Balance",
  EXPIRY: "Expiration",
  INVOICE: "Invoice",
  RADAR: "Radar",
};
