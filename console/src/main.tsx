import "@cloudscape-design/global-styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { NotConfigured } from "./app/NotConfigured";
import { applyTheme } from "./app/theme";
import { loadConfiguration } from "./session/configuration";

applyTheme();
const place = document.getElementById("root");
if (!place) throw new Error("the page has no #root");
const root = createRoot(place);
loadConfiguration().then(
  (configuration) =>
    root.render(
      <StrictMode>
        <App configuration={configuration} />
      </StrictMode>,
    ),
  (reason: unknown) => root.render(<NotConfigured reason={String(reason)} />),
);
