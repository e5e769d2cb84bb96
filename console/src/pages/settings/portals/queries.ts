import { answer } from "../../../api/client";
import type { components } from "../../../api/schema";
import { useSave } from "../../../form/useSave";
import { usePages } from "../../../list/usePages";
import { useSession } from "../../../session/session";

export type Preference = components["schemas"]["PortalPreferenceView"];
export type NewPreference = components["schemas"]["CreatePortalPreferenceRequest"];
export type PreferenceChanges = components["schemas"]["PutPortalPreferenceRequest"];
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

export function useConnect() {
  return useSave(
    KEY,
    (api, body: NewPreference) => answer(api.POST("/procurement-portal-preferences", { body })),
    { done: "The portal is connected. It is verified before anything is delivered." },
  );
}

export function useEditPreference(procurementPortalPreferenceId: string) {
  return useSave(
    KEY,
    (api, body: PreferenceChanges) =>
      answer(
        api.PUT("/procurement-portal-preferences/{procurementPortalPreferenceId}", {
          params: { path: { procurementPortalPreferenceId } },
          body,
        }),
      ),
    { done: "The connection is saved." },
  );
}

export function useDisconnect({ procurementPortalPreferenceId, version }: Preference) {
  return useSave<undefined, unknown>(
    KEY,
    (api) =>
      answer(
        api.DELETE("/procurement-portal-preferences/{procurementPortalPreferenceId}", {
          params: {
            path: { procurementPortalPreferenceId },
            query: { expectedVersion: version },
          },
        }),
      ),
    { done: "The portal is disconnected." },
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
