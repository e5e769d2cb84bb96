import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Api } from "../api/client";
import { useNotifications } from "../app/notifications";
import { useSession } from "../session/session";
import { hasFields } from "./problems";

interface Words {
  readonly done: string;
  /** What heads a refusal at the top; left out where a dialog shows the refusal itself. */
  readonly failed?: string;
}

/**
 * One change through the API. What was read under `key` is read anew before the change is told of,
 * so that what is shown then can be changed again. A refusal that names fields is left to the form,
 * any other is told under `failed` at the top.
 */
export function useSave<Input, Answer>(
  key: QueryKey,
  call: (api: Api, input: Input) => Promise<Answer>,
  { done, failed }: Words,
) {
  const { api } = useSession();
  const { notify, notifyFailure } = useNotifications();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => call(api, input),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: key });
      notify({ type: "success", content: done });
    },
    onError: (error) => {
      if (failed && !hasFields(error)) notifyFailure(failed, error);
    },
  });
}
