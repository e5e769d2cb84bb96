import type { components } from "../../../api/schema";
import type { Person } from "../../../mail/People";
import type { NewPreference, Preference, PreferenceChanges } from "./queries";

type Schemas = components["schemas"];
export type DocumentType = Schemas["DocumentType"];
export type TestingMethod = Schemas["ConnectionTestingMethod"];

/** What of a preference can be edited, as the form holds it. */
export interface Draft {
  readonly endpoint: string;
  /** Nobody can read the one that is kept; left empty, it stays. */
  readonly secret: string;
  readonly invoiceUnits: readonly string[];
  readonly sellers: readonly string[];
  readonly isDelivering: boolean;
  readonly documentTypes: readonly DocumentType[];
  /** Those of them that the portal takes with a purchase order only. */
  readonly withPurchaseOrder: readonly DocumentType[];
  readonly attachesPdf: boolean;
  readonly testingMethod: TestingMethod;
  readonly activationDate: string;
  readonly isRetrieving: boolean;
  readonly people: readonly Person[];
}

/** What is said once, when it is connected. */
export interface Identity {
  readonly portal: Schemas["PortalName"];
  readonly buyer: string;
  readonly supplier: string;
}

export const NO_IDENTITY: Identity = { portal: "COUPA", buyer: "", supplier: "" };

export const EMPTY: Draft = {
  endpoint: "",
  secret: "",
  invoiceUnits: [],
  sellers: [],
  isDelivering: true,
  documentTypes: ["AWS_CLOUD_INVOICE", "AWS_CLOUD_CREDIT_MEMO"],
  withPurchaseOrder: [],
  attachesPdf: true,
  testingMethod: "PROD_ENV_DOLLAR_TEST",
  activationDate: "",
  isRetrieving: false,
  people: [],
};

export function toDraft(saved: Preference): Draft {
  const delivery = saved.einvoiceDeliveryPreference;
  return {
    endpoint: saved.procurementPortalInstanceEndpoint ?? "",
    secret: "",
    invoiceUnits: saved.selector.invoiceUnits,
    sellers: saved.selector.sellerOfRecords,
    isDelivering: saved.einvoiceDeliveryEnabled,
    documentTypes: delivery?.einvoiceDeliveryDocumentTypes ?? EMPTY.documentTypes,
    withPurchaseOrder: (delivery?.purchaseOrderDataSources ?? [])
      .filter((each) => each.purchaseOrderDataSourceType === "ASSOCIATED_PURCHASE_ORDER_REQUIRED")
      .map((each) => each.einvoiceDeliveryDocumentType),
    attachesPdf: delivery?.einvoiceDeliveryAttachmentTypes.includes("INVOICE_PDF") ?? true,
    testingMethod: delivery?.connectionTestingMethod ?? EMPTY.testingMethod,
    activationDate: delivery?.einvoiceDeliveryActivationDate.slice(0, 10) ?? "",
    isRetrieving: saved.purchaseOrderRetrievalEnabled,
    people: saved.contacts.map(({ name, email }) => ({ name: name ?? "", email: email ?? "" })),
  };
}

export function toNew(identity: Identity, draft: Draft, clientToken: string): NewPreference {
  return {
    ...bodyOf(draft),
    procurementPortalName: identity.portal,
    buyerDomain: "NetworkID",
    buyerIdentifier: identity.buyer.trim(),
    supplierDomain: "NetworkID",
    supplierIdentifier: identity.supplier.trim(),
    marketplacePunchOutEnabled: false,
    clientToken,
  };
}

/** Everything is replaced: what the form does not show is sent as it was. */
export function toChanges(saved: Preference, draft: Draft): PreferenceChanges {
  const others = (saved.einvoiceDeliveryPreference?.einvoiceDeliveryAttachmentTypes ?? []).filter(
    (each) => each !== "INVOICE_PDF",
  );
  return {
    ...bodyOf(draft, others),
    testEnvPreference: saved.testEnvPreference,
    marketplacePunchOutEnabled: saved.marketplacePunchOutEnabled,
    marketplacePunchOutPreference: saved.marketplacePunchOutPreference,
    expectedVersion: saved.version,
  };
}

function bodyOf(draft: Draft, otherAttachments: readonly Schemas["AttachmentType"][] = []) {
  return {
    procurementPortalInstanceEndpoint: draft.endpoint.trim() || null,
    procurementPortalSharedSecret: draft.secret || null,
    selector: { invoiceUnits: [...draft.invoiceUnits], sellerOfRecords: [...draft.sellers] },
    einvoiceDeliveryEnabled: draft.isDelivering,
    einvoiceDeliveryPreference: draft.isDelivering ? deliveryOf(draft, otherAttachments) : null,
    purchaseOrderRetrievalEnabled: draft.isRetrieving,
    contacts: draft.people.map(({ name, email }) => ({ name: name || null, email })),
  };
}

function deliveryOf(
  draft: Draft,
  otherAttachments: readonly Schemas["AttachmentType"][],
): Schemas["EinvoiceDeliveryPreferenceBody"] {
  return {
    protocol: "CXML",
    einvoiceDeliveryDocumentTypes: [...draft.documentTypes],
    einvoiceDeliveryAttachmentTypes: [
      ...(draft.attachesPdf ? (["INVOICE_PDF"] as const) : []),
      ...otherAttachments,
    ],
    purchaseOrderDataSources: draft.withPurchaseOrder
      .filter((each) => draft.documentTypes.includes(each))
      .map((einvoiceDeliveryDocumentType) => ({
        einvoiceDeliveryDocumentType,
        purchaseOrderDataSourceType: "ASSOCIATED_PURCHASE_ORDER_REQUIRED" as const,
      })),
    connectionTestingMethod: draft.testingMethod,
    einvoiceDeliveryActivationDate: `${draft.activationDate}T00:00:00Z`,
  };
}
