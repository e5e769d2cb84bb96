import { useQuery } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { useSave } from "../../form/useSave";
import { useSession } from "../../session/session";

export type Offer = components["schemas"]["OfferView"];
export type Plan = components["schemas"]["InstallmentPlanBody"];
type ReleaseRequest = components["schemas"]["ReleaseRequest"];
type Schedule = components["schemas"]["SetScheduleRequest"];

const KEY = ["offers"];

export function useOffer(offerId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: [...KEY, "one", offerId],
    queryFn: ({ signal }) =>
      answer(api.GET("/offers/{offerId}", { params: { path: { offerId } }, signal })),
  });
}

/** Puts all payments anew: by a plan, or one by one. The form shows why it was refused. */
export function useSetSchedule(offerId: string, done: string) {
  return useSave<Schedule, Offer>(
    KEY,
    (api, body) =>
      answer(
        api.PUT("/offers/{offerId}/payment-schedule", { params: { path: { offerId } }, body }),
      ),
    { done },
  );
}

/** Shows the offer to its buyers. */
export function useRelease(offerId: string) {
  return useSave<ReleaseRequest, Offer>(
    KEY,
    (api, body) =>
      answer(api.POST("/offers/{offerId}/release", { params: { path: { offerId } }, body })),
    { done: "The offer is released" },
  );
}
