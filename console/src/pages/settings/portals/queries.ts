import { answer } from "../../../api/client";
import type { components } from "../../../api/schema";
import { useSave } from "../../../form/useSave";
import { usePages } from "../../../list/usePages";
import { useSession } from "../../../session/session";

export type Preference = components["schemas"]["PortalPreferenceView"];
export type StatusChange = components["schemas"]["UpdatePortalPreferenceStatusRequest"];

const KEY = ["settings", "portals"];

/** The connections with procurement portals, page by page. */
export function usePortals(maxResults: number | undefined) {
  const { api } = useSession();
  return usePages<Preference>([...KEY, maxResults], (nextToken, signal) =>
    answer(
      api.GET("/procurement-portal-preferences", {
        params: { query: { maxResults, nextToken } },
        signal,
      }),
    ),
  );
}

/** Says how far delivery or retrieval has come. */
export function useChangeStatus(procurementPortalPreferenceId: string) {
  return useSave(
    KEY,
    (api, body: StatusChange) =>
      answer(
        api.PUT("/procurement-portal-preferences/{procurementPortalPreferenceId}/status", {
          params: { path: { procurementPortalPreferenceId } },
          body,
        }),
      ),
    { done: "The status is changed." },
  );
}
