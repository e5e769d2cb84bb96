import { createHashRouter } from "react-router";
import { PageFailed, PageLoading, PageMissing } from "./outcomes";
import { Shell } from "./Shell";
import { Start } from "./Start";

/**
 * Every page by its address. The part behind `#` never reaches a server, so that deep links work
 * wherever the files lie; each page is loaded when it is first opened.
 */
export const router = createHashRouter([
  {
    element: <Shell />,
    HydrateFallback: PageLoading,
    errorElement: <PageFailed />,
    children: [
      {
        // Inside the shell: where one page breaks, the others can still be gone to.
        errorElement: <PageFailed />,
        children: [
          { index: true, element: <Start /> },
          {
            path: "purchase-orders",
            lazy: async () => ({
              Component: (await import("../pages/purchase-orders/page")).PurchaseOrders,
            }),
          },
          {
            // Not below "purchase-orders": whatever stands there is the ID of one.
            path: "add-purchase-order",
            lazy: async () => ({
              Component: (await import("../pages/add-purchase-order/page")).AddPurchaseOrder,
            }),
          },
          {
            path: "purchase-orders/:purchaseOrderId",
            lazy: async () => ({
              Component: (await import("../pages/purchase-order/page")).PurchaseOrderDetails,
            }),
          },
          {
            path: "invoices",
            lazy: async () => ({ Component: (await import("../pages/invoices/page")).Invoices }),
          },
          {
            path: "invoices/:invoiceId",
            lazy: async () => ({
              Component: (await import("../pages/invoice/page")).InvoiceDetails,
            }),
          },
          {
            path: "invoice-regenerations",
            lazy: async () => ({
              Component: (await import("../pages/regenerations/page")).Regenerations,
            }),
          },
          {
            path: "invoice-regenerations/new",
            lazy: async () => ({
              Component: (await import("../pages/new-regeneration/page")).NewRegeneration,
            }),
          },
          {
            path: "invoice-regenerations/:regenerationId",
            lazy: async () => ({
              Component: (await import("../pages/regeneration/page")).RegenerationDetails,
            }),
          },
          {
            path: "invoice-runs",
            lazy: async () => ({
              Component: (await import("../pages/invoice-runs/page")).InvoiceRuns,
            }),
          },
          {
            path: "invoice-runs/:runId",
            lazy: async () => ({
              Component: (await import("../pages/invoice-run/page")).InvoiceRunDetails,
            }),
          },
          {
            path: "charges",
            lazy: async () => ({ Component: (await import("../pages/charges/page")).Charges }),
          },
          {
            path: "agreements",
            lazy: async () => ({
              Component: (await import("../pages/agreements/page")).Agreements,
            }),
          },
          {
            path: "agreements/:agreementId",
            lazy: async () => ({
              Component: (await import("../pages/agreement/page")).AgreementDetails,
            }),
          },
          {
            path: "offers",
            lazy: async () => ({ Component: (await import("../pages/offers/page")).Offers }),
          },
          {
            path: "offers/new",
            lazy: async () => ({
              Component: (await import("../pages/new-offer/page")).CreateOffer,
            }),
          },
          {
            path: "offers/:offerId",
            lazy: async () => ({ Component: (await import("../pages/offer/page")).OfferDetails }),
          },
          {
            path: "radar",
            lazy: async () => ({ Component: (await import("../pages/radar/page")).RadarPage }),
          },
          {
            path: "notices",
            lazy: async () => ({ Component: (await import("../pages/notices/page")).Notices }),
          },
          {
            path: "settings/:section?",
            lazy: async () => ({ Component: (await import("../pages/settings/page")).Settings }),
          },
          { path: "*", element: <PageMissing /> },
        ],
      },
    ],
  },
]);
