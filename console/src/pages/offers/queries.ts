import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

export type Offer = components["schemas"]["OfferView"];

/** The account's own offers, the newest first. */
export function useOffers(maxResults: number | undefined) {
  const { api } = useSession();
  return usePages<Offer>(["offers", "list", maxResults], (nextToken, signal) =>
    answer(api.GET("/offers", { params: { query: { maxResults, nextToken } }, signal })),
  );
}
