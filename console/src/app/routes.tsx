import { createHashRouter, Navigate } from "react-router";
import { PageFailed, PageLoading, PageMissing } from "./outcomes";
import { Shell } from "./Shell";

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
      { index: true, element: <Navigate to="/purchase-orders" replace /> },
      {
        path: "purchase-orders",
        lazy: async () => ({
          Component: (await import("../pages/purchase-orders/page")).PurchaseOrders,
        }),
      },
      {
        path: "purchase-orders/:purchaseOrderId",
        lazy: async () => ({
          Component: (await import("../pages/purchase-order/page")).PurchaseOrderDetails,
        }),
      },
      { path: "*", element: <PageMissing /> },
    ],
  },
]);
