import { I18nProvider } from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { RouterProvider } from "react-router/dom";
import type { Configuration } from "../session/configuration";
import { SessionProvider } from "../session/session";
import { NotificationsProvider } from "./notifications";
import { router } from "./routes";

export function App({ configuration }: { configuration: Configuration }) {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <SessionProvider configuration={configuration}>
        <NotificationsProvider>
          <RouterProvider router={router} />
        </NotificationsProvider>
      </SessionProvider>
    </I18nProvider>
  );
}
