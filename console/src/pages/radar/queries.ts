import { useQuery } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { useSave } from "../../form/useSave";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

export type ChargeAtRisk = components["schemas"]["ChargeAtRiskView"];
export type Radar = components["schemas"]["RadarView"];
export type Risk = components["schemas"]["Risk"];
export type RiskTotal = components["schemas"]["RiskTotalView"];
export type StoppedInvoice = components["schemas"]["StoppedInvoiceView"];
export type StoppedInvoices = components["schemas"]["StoppedInvoicePage"];
export type Subscribers = components["schemas"]["RadarSubscribersView"];
export type NewSubscribers = components["schemas"]["PutRadarSubscribersRequest"];

const SUBSCRIBERS = ["radar", "subscribers"];

interface Ahead {
  readonly days: number;
  readonly maxResults: number | undefined;
}

/** The charges that would be invoiced without a sound purchase order, and what they add up to. */
export function useRadar(query: Ahead & { includeProjected: boolean }) {
  const { api } = useSession();
  return usePages<ChargeAtRisk, Radar>(["radar", "charges", query], (nextToken, signal) =>
    answer(api.GET("/radar", { params: { query: { ...query, nextToken } }, signal })),
  );
}

/** The invoices to come that a procurement portal would not take. */
export function useStoppedInvoices(query: Ahead) {
  const { api } = useSession();
  return usePages<StoppedInvoice, StoppedInvoices>(
    ["radar", "stopped-invoices", query],
    (nextToken, signal) =>
      answer(api.GET("/stopped-invoices", { params: { query: { ...query, nextToken } }, signal })),
  );
}

/** Who is mailed the radar every week. */
export function useSubscribers() {
  const { api } = useSession();
  return useQuery({
    queryKey: SUBSCRIBERS,
    queryFn: ({ signal }) => answer(api.GET("/radar/subscribers", { signal })),
  });
}

export function useSaveSubscribers() {
  return useSave(
    SUBSCRIBERS,
    (api, body: NewSubscribers) => answer(api.PUT("/radar/subscribers", { body })),
    { done: "The subscribers are saved.", failed: "The subscribers were not saved" },
  );
}
