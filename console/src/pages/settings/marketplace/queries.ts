import { useQuery } from "@tanstack/react-query";
import { answer } from "../../../api/client";
import type { components } from "../../../api/schema";
import { useSave } from "../../../form/useSave";
import { useSession } from "../../../session/session";

export type Integration = components["schemas"]["MarketplaceIntegrationView"];
type Switch = components["schemas"]["PutMarketplaceIntegrationRequest"];

const KEY = ["settings", "marketplace-integration"];

/** The integration that covers the account: its own, or that of whoever pays for it. */
export function useIntegration() {
  const { api } = useSession();
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => answer(api.GET("/marketplace-integration", { signal })),
  });
}

export function useSwitchIntegration() {
  return useSave(
    KEY,
    (api, body: Switch) => answer(api.PUT("/marketplace-integration", { body })),
    { done: "The integration was switched.", failed: "The integration was not switched" },
  );
}
