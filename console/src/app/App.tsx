import { I18nProvider } from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router/dom";
import { ApiProblem } from "../api/problem";
import type { Configuration } from "../session/configuration";
import { SessionProvider } from "../session/session";
import { NotificationsProvider } from "./notifications";
import { router } from "./routes";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What was refused once is refused again; only faults are tried a second time.
      retry: (failures, error) =>
        failures < 1 && !(error instanceof ApiProblem && error.status < 500),
    },
  },
});

export function App({ configuration }: { configuration: Configuration }) {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queries}>
        <SessionProvider configuration={configuration}>
          <NotificationsProvider>
            <RouterProvider router={router} />
          </NotificationsProvider>
        </SessionProvider>
      </QueryClientProvider>
    </I18nProvider>
  );
}
