import type { Buyer, NewPaymentSettings, PaymentSettings } from "./queries";

export interface TaxNumber {
  readonly entity: string;
  readonly number: string;
}

/** The settings as the form holds them: everything that is typed is text. */
export interface Draft {
  readonly billTo: string;
  readonly paymentTerms: string;
  readonly netPaymentDays: string;
  readonly currency: string;
  readonly consolidatesDaily: boolean;
  readonly taxNumbers: readonly TaxNumber[];
  readonly buyer: Buyer;
}

/** A company of which nothing is known. */
const NOBODY: Buyer = {
  companyName: "",
  registrationNumber: "",
  vatNumber: "",
  addressLine1: "",
  addressLine2: "",
  addressLine3: "",
  postalCode: "",
  city: "",
  stateOrRegion: "",
  countryCode: "",
  buyerReference: "",
  endpointScheme: "",
  endpointId: "",
};

export function toDraft(saved: PaymentSettings): Draft {
  return {
    billTo: saved.billTo,
    paymentTerms: saved.paymentTerms,
    netPaymentDays: saved.netPaymentDays === null ? "" : String(saved.netPaymentDays),
    currency: saved.preferredCurrencyCode ?? "",
    consolidatesDaily: saved.consolidatesDaily,
    taxNumbers: Object.entries(saved.taxRegistrationNumbers).map(([entity, number]) => ({
      entity,
      number,
    })),
    buyer: saved.buyer ?? NOBODY,
  };
}

/** What is sent: an empty field is no value, and a buyer of empty fields is no buyer. */
export function toSettings(draft: Draft, expectedVersion: number): NewPaymentSettings {
  return {
    billTo: draft.billTo,
    paymentTerms: draft.paymentTerms,
    netPaymentDays: draft.netPaymentDays === "" ? null : Number(draft.netPaymentDays),
    preferredCurrencyCode: draft.currency || null,
    consolidatesDaily: draft.consolidatesDaily,
    taxRegistrationNumbers: Object.fromEntries(
      draft.taxNumbers
        .filter(({ entity }) => entity)
        .map(({ entity, number }) => [entity, number.trim()]),
    ),
    buyer: Object.values(draft.buyer).some((value) => value) ? draft.buyer : null,
    expectedVersion,
  };
}
