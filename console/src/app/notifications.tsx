import Flashbar, { type FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from "react";
import { ApiProblem } from "../api/problem";

type Notice = Pick<FlashbarProps.MessageDefinition, "type" | "header" | "content">;

interface Notifications {
  readonly items: readonly FlashbarProps.MessageDefinition[];
  readonly notify: (notice: Notice) => void;
  readonly notifyFailure: (header: string, error: unknown) => void;
}

const NotificationsContext = createContext<Notifications | null>(null);

let count = 0;

export function NotificationsProvider({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<FlashbarProps.MessageDefinition[]>([]);
  const notify = useCallback((notice: Notice) => {
    const id = String(++count);
    const dismiss = () => setItems((shown) => shown.filter((each) => each.id !== id));
    setItems((shown) => [
      { ...notice, id, dismissible: true, dismissLabel: "Dismiss", onDismiss: dismiss },
      ...shown.slice(0, 4),
    ]);
  }, []);
  const notifyFailure = useCallback(
    (header: string, error: unknown) => notify({ type: "error", header, content: told(error) }),
    [notify],
  );
  const value = useMemo(() => ({ items, notify, notifyFailure }), [items, notify, notifyFailure]);
  return <NotificationsContext value={value}>{children}</NotificationsContext>;
}

export function useNotifications(): Notifications {
  const notifications = use(NotificationsContext);
  if (!notifications) throw new Error("notifications are shown inside their provider");
  return notifications;
}

export function NotificationsBar() {
  return <Flashbar items={useNotifications().items} stackItems />;
}

/** What a person is told of a failure: the API's words, and its ID for whoever looks into it. */
export function told(error: unknown): string {
  if (!(error instanceof ApiProblem)) return error instanceof Error ? error.message : String(error);
  const about = error.problems.map((each) => `${each.field}: ${each.message}`).join("; ");
  const reference = error.requestId ? ` (request ${error.requestId})` : "";
  return `${about || error.message}${reference}`;
}
