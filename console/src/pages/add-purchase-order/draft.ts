import { useState } from "react";
import type { components } from "../../api/schema";
import type { Choices } from "../../purchase-orders/form/choices";
import {
  type ContactDraft,
  type DetailsDraft,
  type LineDraft,
  newLine,
  type TagDraft,
  toContacts,
  toDetails,
  toLine,
  toTags,
} from "../../purchase-orders/form/draft";
import { monthFromNow } from "../../text/time";

export type AddBody = components["schemas"]["AddPurchaseOrderRequest"];

export interface Draft {
  readonly details: DetailsDraft;
  readonly contacts: readonly ContactDraft[];
  readonly tags: readonly TagDraft[];
  readonly lineItems: readonly LineDraft[];
}

/** A year from now on, one line, and AWS's own times to be told. */
function begin(choices: Choices): Draft {
  const months = { effectiveMonth: monthFromNow(0), expirationMonth: monthFromNow(11) };
  return {
    details: {
      ...months,
      purchaseOrderId: "",
      description: "",
      billFrom: [],
      shipTo: "",
      currencyCode: choices.currencyCode ?? "USD",
      taxRegistrationNumbers: "",
      invoiceUnits: [],
      notificationSettings: {
        balanceThresholds: [75, 0],
        expiryLeadTimes: ["P2M", "P1M", "P7D", "P0D"],
      },
    },
    contacts: [],
    tags: [],
    lineItems: [newLine(months, [])],
  };
}

/** The draft of `who`, kept while the browser's tab is open, so that looking elsewhere costs nothing. */
export function useDraft(who: string, choices: Choices) {
  const kept = `ledgerline.new-purchase-order.${who}`;
  const [draft, setDraft] = useState(() => read(kept) ?? begin(choices));
  const change = (part: Partial<Draft>) => {
    const changed = { ...draft, ...part };
    sessionStorage.setItem(kept, JSON.stringify(changed));
    setDraft(changed);
  };
  const discard = () => sessionStorage.removeItem(kept);
  return { draft, change, discard, isBegun: () => sessionStorage.getItem(kept) !== null };
}

function read(kept: string): Draft | null {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(kept) ?? "null");
    return isDraft(found) ? found : null;
  } catch {
    return null;
  }
}

function isDraft(found: unknown): found is Draft {
  if (typeof found !== "object" || found === null) return false;
  return ["details", "contacts", "tags", "lineItems"].every((part) => part in found);
}

/** Lines that went with the months of the purchase order go with them on. */
export function withDetails(draft: Draft, part: Partial<DetailsDraft>): Partial<Draft> {
  const before = draft.details;
  const details = { ...before, ...part };
  const lineItems = draft.lineItems.map((line) => ({
    ...line,
    startMonth:
      line.startMonth === before.effectiveMonth ? details.effectiveMonth : line.startMonth,
    endMonth: line.endMonth === before.expirationMonth ? details.expirationMonth : line.endMonth,
  }));
  return { details, lineItems };
}

export function toHeader(draft: Draft): AddBody {
  const { shipTo, ...details } = toDetails(draft.details);
  return {
    ...details,
    // Left out, the API copies the account's address.
    ...(shipTo && { shipTo }),
    contacts: toContacts(draft.contacts),
    tags: toTags(draft.tags),
  };
}

export function toBody(draft: Draft): AddBody {
  return { ...toHeader(draft), lineItems: draft.lineItems.map(toLine) };
}
