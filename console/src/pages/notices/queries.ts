import { useQuery } from "@tanstack/react-query";
import { answer } from "../../api/client";
import type { components, operations } from "../../api/schema";
import { useSave } from "../../form/useSave";
import { usePages } from "../../list/usePages";
import { useSession } from "../../session/session";

export type Notice = components["schemas"]["NoticeView"];
export type NoticeKind = components["schemas"]["NoticeKind"];
export type MailStatus = components["schemas"]["MailStatus"];
export type NoticeSettings = components["schemas"]["NoticeSettingsView"];
export type Reason = components["schemas"]["InvoiceNoticeReason"];
export type ListQuery = NonNullable<operations["ListNotices"]["parameters"]["query"]>;
export type NewSettings = components["schemas"]["PutNoticeSettingsRequest"];

const SETTINGS = ["notices", "settings"];

/** What was mailed, as the API filters it, newest first. */
export function useNotices(query: ListQuery) {
  const { api } = useSession();
  return usePages<Notice>(["notices", "list", query], (nextToken, signal) =>
    answer(api.GET("/notices", { params: { query: { ...query, nextToken } }, signal })),
  );
}

/** Who is told of invoices without a purchase order. */
export function useNoticeSettings() {
  const { api } = useSession();
  return useQuery({
    queryKey: SETTINGS,
    queryFn: ({ signal }) => answer(api.GET("/notice-settings", { signal })),
  });
}

export function useSaveNoticeSettings() {
  return useSave(
    SETTINGS,
    (api, body: NewSettings) => answer(api.PUT("/notice-settings", { body })),
    { done: "The contacts for notices are saved.", failed: "The contacts were not saved" },
  );
}
