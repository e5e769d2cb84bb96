import { useQuery } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { useMay } from "../../session/may";
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

/** What its offer was called; nothing for a role that may not read offers. */
export function useOfferName(offerId: string) {
  const { api } = useSession();
  const may = useMay();
  return useQuery({
    queryKey: ["offers", "one", offerId],
    queryFn: ({ signal }) =>
      answer(api.GET("/offers/{offerId}", { params: { path: { offerId } }, signal })),
    select: ({ name }) => name,
    enabled: may("GET /offers/{offerId}"),
    retry: false,
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
