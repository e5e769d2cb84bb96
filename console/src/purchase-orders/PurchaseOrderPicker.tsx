import Autosuggest from "@cloudscape-design/components/autosuggest";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer } from "../api/client";
import { told } from "../app/notifications";
import { useSession } from "../session/session";
import { formatMoney } from "../text/money";

interface Props {
  readonly value: string;
  readonly choose: (purchaseOrderId: string) => void;
  readonly ariaLabel?: string;
  /** IDs that are suggested beside those that are found: who may not list still sees them. */
  readonly besides?: readonly string[];
}

const SHOWN = 20;

/** A purchase order of the account, found by a part of its ID; one that is not there can be typed. */
export function PurchaseOrderPicker({ value, choose, ariaLabel, besides = [] }: Props) {
  const [sought, setSought] = useState("");
  const found = useFound(sought);
  const listed = (found.data?.items ?? []).map((order) => ({
    value: order.purchaseOrderId,
    description: order.description || undefined,
    labelTag: STATUSES[order.status],
    tags:
      order.balance === null
        ? ["Balance not tracked"]
        : [`${formatMoney(order.balance, order.currencyCode)} left`],
  }));
  const others = likeThat(besides, sought).filter(
    (each) => !listed.some((option) => option.value === each),
  );
  return (
    <Autosuggest
      value={value}
      options={[...listed, ...others.map((each) => ({ value: each }))]}
      filteringType="manual"
      onLoadItems={({ detail }) => setSought(detail.filteringText)}
      onChange={({ detail }) => choose(detail.value)}
      enteredTextLabel={(text) => `Use: "${text}"`}
      placeholder="Find a purchase order by its ID"
      ariaLabel={ariaLabel}
      statusType={statusOf(found, others.length > 0)}
      loadingText="Loading purchase orders"
      errorText={found.error ? told(found.error) : undefined}
      recoveryText="Try again"
      empty="No purchase order is like that"
    />
  );
}

/** That nothing could be found is no news while there is something to suggest. */
function statusOf(found: { error: unknown; isFetching: boolean }, hasOthers: boolean) {
  if (found.error) return hasOthers ? "finished" : "error";
  return found.isFetching ? "loading" : "finished";
}

function likeThat(ids: readonly string[], sought: string): readonly string[] {
  const like = sought.trim().toLowerCase();
  return [...new Set(ids)].filter((each) => each.toLowerCase().includes(like));
}

const STATUSES = {
  ACTIVE: "",
  SUSPENDED: "Suspended",
  EXPIRED: "Expired",
  SUSPENDED_EXPIRED: "Suspended, expired",
};

function useFound(sought: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["purchase-orders", "found", sought],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/purchase-orders", {
          params: { query: { search: sought || undefined, maxResults: SHOWN } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}
