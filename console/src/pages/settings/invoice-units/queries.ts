import { answer } from "../../../api/client";
import { ApiProblem } from "../../../api/problem";
import type { components } from "../../../api/schema";
import { useSave } from "../../../form/useSave";
import { usePages } from "../../../list/usePages";
import { useSession } from "../../../session/session";

export type InvoiceUnit = components["schemas"]["InvoiceUnitView"];
type NewUnit = components["schemas"]["CreateInvoiceUnitRequest"];
type Changes = components["schemas"]["UpdateInvoiceUnitRequest"];

const KEY = ["settings", "invoice-units"];

/** The invoice units by name, page by page. */
export function useInvoiceUnits(maxResults: number | undefined) {
  const { api } = useSession();
  return usePages<InvoiceUnit>([...KEY, maxResults], (nextToken, signal) =>
    answer(api.GET("/invoice-units", { params: { query: { maxResults, nextToken } }, signal })),
  );
}

export function useCreateUnit() {
  return useSave(KEY, (api, body: NewUnit) => answer(api.POST("/invoice-units", { body })), {
    done: "The invoice unit is created.",
  });
}

export function useEditUnit(invoiceUnitName: string) {
  return useSave(
    KEY,
    (api, body: Changes) =>
      answer(
        api.PATCH("/invoice-units/{invoiceUnitName}", {
          params: { path: { invoiceUnitName } },
          body,
        }),
      ),
    { done: "The invoice unit is saved." },
  );
}

/** With `force` although purchase orders name it. */
export function useDeleteUnit({ name, version }: InvoiceUnit) {
  return useSave(
    KEY,
    (api, force: boolean) =>
      answer(
        api.DELETE("/invoice-units/{invoiceUnitName}", {
          params: {
            path: { invoiceUnitName: name },
            query: { force, expectedVersion: version },
          },
        }),
      ),
    { done: `The invoice unit ${name} is deleted.` },
  );
}

/** What stands against a deletion: the first purchase orders that name the unit, of so many. */
export interface InUse {
  readonly purchaseOrderIds: readonly string[];
  readonly count: number;
}

export function inUse(error: unknown): InUse | null {
  if (!(error instanceof ApiProblem) || error.details.code !== "INVOICE_UNIT_IN_USE") return null;
  const { purchaseOrderIds: ids, purchaseOrderCount: count } = error.details;
  const purchaseOrderIds = Array.isArray(ids) ? ids.map(String) : [];
  return { purchaseOrderIds, count: typeof count === "number" ? count : purchaseOrderIds.length };
}
