import type { Charge } from "./amount";

/** A payment of 10.10 USD to come, changed as a test needs it. */
export function aCharge(changes: Partial<Charge>): Charge {
  return {
    id: "ch-1",
    revision: 1,
    agreementId: "agmt-1",
    agreementType: "PurchaseAgreement",
    purchaseOrderReference: null,
    currencyCode: "USD",
    amount: "10.10",
    time: "2027-04-15T00:00:00.000Z",
    timing: "SCHEDULED",
    state: "PENDING",
    description: "payment",
    installment: null,
    invoiceId: null,
    ...changes,
  };
}
