import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

export type Regenerations = components["schemas"]["RegenerationsView"];

/** Requests to regenerate many invoices; read again while one of them goes on. */
export function useRegenerations(maxResults: number | undefined) {
  const { api } = useSession();
  return usePages<Regenerations>(
    ["invoice-regenerations", "list", maxResults],
    (nextToken, signal) =>
      answer(
        api.GET("/invoice-regenerations", { params: { query: { maxResults, nextToken } }, signal }),
      ),
    { isChanging: (items) => items.some(({ pending }) => pending > 0) },
  );
}
