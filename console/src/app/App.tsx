import { I18nProvider } from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { RouterProvider } from "react-router/dom";
import type { Configuration } from "../session/configuration";
import type { Person } from "../session/person";
import { SessionProvider } from "../session/session";
import { NotificationsProvider } from "./notifications";
import { router } from "./routes";

interface Props {
  readonly configuration: Configuration;
  readonly person: Person;
}

export function App({ configuration, person }: Props) {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <SessionProvider configuration={configuration} person={person}>
        <NotificationsProvider>
          <RouterProvider router={router} />
        </NotificationsProvider>
      </SessionProvider>
    </I18nProvider>
  );
}
