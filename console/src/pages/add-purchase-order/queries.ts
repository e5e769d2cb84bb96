import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { answer } from "../../api/client";
import { ApiProblem } from "../../api/problem";
import type { components } from "../../api/schema";
import { useSession } from "../../session/session";
import { totalOf } from "../../purchase-orders/form/amounts";
import { isMonth } from "../../purchase-orders/form/months";
import { type AddBody, type Draft, toBody } from "./draft";

export type Preview = components["schemas"]["PreviewMatchesResponse"];

/** Where a preview tells the problems of the purchase order. */
export const IN_PREVIEW = "edits[0].add.";

/** Asks whether the purchase order could be added so; nothing is written. */
export function useCheck() {
  const { api } = useSession();
  return useMutation({
    mutationFn: async (add: AddBody) => {
      const today = new Date().toISOString().slice(0, 10);
      try {
        await answer(api.POST("/match-previews", { body: previewOf(add, today) }));
      } catch (error) {
        // Whoever may add, but not preview, is told of problems when adding.
        if (!(error instanceof ApiProblem && error.isDenied)) throw error;
      }
    },
  });
}

export function useAdd() {
  const { api } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: AddBody) => answer(api.POST("/purchase-orders", { body })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["purchase-orders"] }),
  });
}

/** Whether asking is worth it: what is plainly missing is refused. */
export function isComplete({ details, lineItems }: Draft): boolean {
  const areLinesComplete = lineItems.every((line) => line.type !== "");
  return (
    isMonth(details.expirationMonth) &&
    areLinesComplete &&
    totalOf(lineItems, details.currencyCode) !== null
  );
}

/** What it would take of all that is due before it expires, once the draft rests for a moment. */
export function useMatchPreview(draft: Draft) {
  const { api } = useSession();
  const dueBy = lastDay(draft.details.expirationMonth);
  const asked = useResting(
    isComplete(draft) ? JSON.stringify(previewOf(toBody(draft), dueBy)) : "",
  );
  return useQuery({
    queryKey: ["match-previews", asked],
    queryFn: ({ signal }) =>
      answer(api.POST("/match-previews", { body: JSON.parse(asked), signal })),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
}

function previewOf(add: AddBody, dueBy: string) {
  return { dueBy, edits: [{ add, delete: false }], onlyChanged: true, includeFunnel: false };
}

function lastDay(month: string): string {
  const [year, number] = month.split("-").map(Number);
  if (!year || !number) return "";
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}

const REST_IN_MILLISECONDS = 700;

function useResting(text: string): string {
  const [resting, setResting] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setResting(text), REST_IN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [text]);
  return resting;
}
