import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

export type Agreement = components["schemas"]["AgreementView"];

/** The agreements that the account accepted, the newest first. */
export function useAgreements(maxResults: number | undefined) {
  const { api } = useSession();
  return usePages<Agreement>(["agreements", "list", maxResults], (nextToken, signal) =>
    answer(api.GET("/agreements", { params: { query: { maxResults, nextToken } }, signal })),
  );
}
