import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components } from "../../api/schema";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

export type Run = components["schemas"]["RunView"];
export type StartRun = components["schemas"]["StartInvoiceRunRequest"];

/** The deployment's runs, newest first. */
export function useRuns(maxResults: number | undefined) {
  const { api } = useSession();
  return usePages<Run>(
    ["invoice-runs", "list", maxResults],
    (nextToken, signal) =>
      answer(api.GET("/invoice-runs", { params: { query: { maxResults, nextToken } }, signal })),
    { isChanging: (runs) => runs.some(({ state }) => state !== "FINISHED") },
  );
}

/** Begins a run; the answer comes before it is planned. */
export function useStartRun() {
  const { api } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: StartRun) => answer(api.POST("/invoice-runs", { body })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["invoice-runs"] }),
  });
}
