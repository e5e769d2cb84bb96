import "@cloudscape-design/global-styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { NotConfigured } from "./app/NotConfigured";
import { NotSignedIn } from "./app/NotSignedIn";
import { PageLoading } from "./app/outcomes";
import { router } from "./app/routes";
import { applyTheme } from "./app/theme";
import { type Configuration, loadConfiguration } from "./session/configuration";
import { enter, signOutOf } from "./session/enter";

applyTheme();
const place = document.getElementById("root");
if (!place) throw new Error("the page has no #root");
const root = createRoot(place);

async function open(configuration: Configuration): Promise<void> {
  root.render(<PageLoading />);
  const person = await enter(configuration);
  if (!person) return;
  if (person.place) await router.navigate(person.place, { replace: true });
  root.render(
    <StrictMode>
      <App configuration={configuration} person={person} />
    </StrictMode>,
  );
}

loadConfiguration().then(
  (configuration) =>
    open(configuration).catch((reason: unknown) =>
      root.render(
        <NotSignedIn reason={String(reason)} again={() => void signOutOf(configuration)} />,
      ),
    ),
  (reason: unknown) => root.render(<NotConfigured reason={String(reason)} />),
);
