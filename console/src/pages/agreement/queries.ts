import { useQuery } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { useSession } from "../../session/session";

export type Agreement = components["schemas"]["AgreementView"];

export function useAgreement(agreementId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["agreements", "one", agreementId],
    queryFn: ({ signal }) =>
      answer(api.GET("/agreements/{agreementId}", { params: { path: { agreementId } }, signal })),
  });
}

export function useTerms(agreementId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["agreements", "terms", agreementId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/agreements/{agreementId}/terms", { params: { path: { agreementId } }, signal }),
      ),
  });
}
