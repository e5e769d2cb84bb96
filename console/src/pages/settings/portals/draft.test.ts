import { expect, test } from "vitest";
import { EMPTY, NO_IDENTITY, toChanges, toDraft, toNew } from "./draft";
import type { Preference } from "./queries";

const SAVED: Preference = {
  awsAccountId: "111122223333",
  procurementPortalPreferenceId: "portal-1",
  procurementPortalPreferenceArn: "arn:aws:invoicing::111122223333:x",
  procurementPortalName: "COUPA",
  procurementPortalInstanceEndpoint: "https://portal.example.com/cxml",
  buyerDomain: "NetworkID",
  buyerIdentifier: "AN01",
  supplierDomain: "NetworkID",
  supplierIdentifier: "AN02",
  isSharedSecretSet: true,
  selector: { invoiceUnits: ["North"], sellerOfRecords: [] },
  testEnvPreference: null,
  einvoiceDeliveryEnabled: true,
  einvoiceDeliveryPreference: {
    protocol: "CXML",
    einvoiceDeliveryDocumentTypes: ["AWS_CLOUD_INVOICE", "AWS_REQUEST_FOR_PAYMENT"],
    einvoiceDeliveryAttachmentTypes: ["INVOICE_PDF", "RFP_PDF"],
    purchaseOrderDataSources: [
      {
        einvoiceDeliveryDocumentType: "AWS_CLOUD_INVOICE",
        purchaseOrderDataSourceType: "ASSOCIATED_PURCHASE_ORDER_REQUIRED",
      },
    ],
    connectionTestingMethod: "TEST_ENV_REPLAY_TEST",
    einvoiceDeliveryActivationDate: "2027-03-01T00:00:00.000Z",
  },
  einvoiceDeliveryPreferenceStatus: "ACTIVE",
  einvoiceDeliveryPreferenceStatusReason: null,
  purchaseOrderRetrievalEnabled: true,
  purchaseOrderRetrievalPreferenceStatus: "ACTIVE",
  purchaseOrderRetrievalPreferenceStatusReason: null,
  marketplacePunchOutEnabled: true,
  marketplacePunchOutPreference: { approvalRequestRedirectUrl: "https://buyer.example.com" },
  resourceTags: {},
  contacts: [{ name: "E-invoicing", email: "einvoicing@example.com" }],
  createDate: "2027-02-01T00:00:00.000Z",
  lastUpdateDate: "2027-02-01T00:00:00.000Z",
  version: 3,
};

test("what was not touched is sent as it was, the secret not at all", () => {
  expect(toChanges(SAVED, toDraft(SAVED))).toMatchObject({
    procurementPortalInstanceEndpoint: "https://portal.example.com/cxml",
    procurementPortalSharedSecret: null,
    selector: { invoiceUnits: ["North"], sellerOfRecords: [] },
    einvoiceDeliveryPreference: {
      einvoiceDeliveryDocumentTypes: ["AWS_CLOUD_INVOICE", "AWS_REQUEST_FOR_PAYMENT"],
      einvoiceDeliveryAttachmentTypes: ["INVOICE_PDF", "RFP_PDF"],
      purchaseOrderDataSources: [{ einvoiceDeliveryDocumentType: "AWS_CLOUD_INVOICE" }],
      connectionTestingMethod: "TEST_ENV_REPLAY_TEST",
      einvoiceDeliveryActivationDate: "2027-03-01T00:00:00Z",
    },
    marketplacePunchOutEnabled: true,
    marketplacePunchOutPreference: { approvalRequestRedirectUrl: "https://buyer.example.com" },
    expectedVersion: 3,
  });
});

test("without delivery nothing is said of it", () => {
  const draft = { ...EMPTY, isDelivering: false, isRetrieving: true };
  expect(toNew(NO_IDENTITY, draft, "token")).toMatchObject({
    einvoiceDeliveryEnabled: false,
    einvoiceDeliveryPreference: null,
    purchaseOrderRetrievalEnabled: true,
  });
});

test("a document that is not delivered needs no purchase order", () => {
  const draft = toDraft(SAVED);
  const changed = toChanges(SAVED, { ...draft, documentTypes: ["AWS_REQUEST_FOR_PAYMENT"] });
  expect(changed.einvoiceDeliveryPreference?.purchaseOrderDataSources).toEqual([]);
});
