import { useQuery } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

type Schemas = components["schemas"];
export type Run = Schemas["RunView"];
export type Part = Schemas["RunPartView"];
export type PartDetails = Schemas["RunPartDetails"];
export type PlannedInvoice = Schemas["PlannedInvoiceView"];

const POLL = 2_000;

/** One run; read anew while it goes on and its tab is looked at. */
export function useRun(runId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["invoice-runs", "one", runId],
    queryFn: ({ signal }) =>
      answer(api.GET("/invoice-runs/{runId}", { params: { path: { runId } }, signal })),
    refetchInterval: ({ state }) => (state.data && state.data.state !== "FINISHED" ? POLL : false),
  });
}

/** Its parts, or those that failed. The run's state is in the key: the end is always read. */
export function useParts(run: Run, parkedOnly: boolean, maxResults: number | undefined) {
  const { api } = useSession();
  const { runId, state } = run;
  return usePages<Part>(
    ["invoice-runs", "parts", runId, state, parkedOnly, maxResults],
    (nextToken, signal) =>
      answer(
        api.GET("/invoice-runs/{runId}/parts", {
          params: { path: { runId }, query: { parkedOnly, maxResults, nextToken } },
          signal,
        }),
      ),
    { isChanging: () => state !== "FINISHED" },
  );
}

/** One part, of a dry run with what it decided. */
export function usePart(runId: string, partId: string) {
  const { api } = useSession();
  return useQuery({
    queryKey: ["invoice-runs", "part", runId, partId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/invoice-runs/{runId}/parts/{partId}", {
          params: { path: { runId, partId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data && !state.data.isSettled ? POLL : false),
  });
}
