import { useQuery } from "@tanstack/react-query";
import { type Api, answer } from "../../../api/client";
import { ApiProblem } from "../../../api/problem";
import type { components } from "../../../api/schema";
import { useSave } from "../../../form/useSave";
import { useSession } from "../../../session/session";

export type CalendarLink = components["schemas"]["CalendarLinkView"];
export type NewCalendarLink = components["schemas"]["NewCalendarLinkView"];

const KEY = ["settings", "calendar-link"];

/** Since when there is a link; null while there is none. */
export function useCalendarLink() {
  const { api } = useSession();
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => find(api, signal) });
}

async function find(api: Api, signal: AbortSignal): Promise<CalendarLink | null> {
  try {
    return await answer(api.GET("/calendar-link", { signal }));
  } catch (error) {
    if (error instanceof ApiProblem && error.details.code === "CALENDAR_LINK_NOT_FOUND")
      return null;
    throw error;
  }
}

export function useCreateLink() {
  return useSave<undefined, NewCalendarLink>(KEY, (api) => answer(api.POST("/calendar-link")), {
    done: "The calendar link is created.",
  });
}

export function useDeleteLink() {
  return useSave<undefined, unknown>(KEY, (api) => answer(api.DELETE("/calendar-link")), {
    done: "The calendar link is deleted, and opens nothing any more.",
  });
}
