import { applyMode, Mode } from "@cloudscape-design/global-styles";

const CHOSEN = "ledgerline.theme";
const SYSTEM = window.matchMedia("(prefers-color-scheme: dark)");

export type Theme = "system" | "light" | "dark";

export function chosenTheme(): Theme {
  const chosen = localStorage.getItem(CHOSEN);
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/** Shows what was chosen, or what the system shows; follows the system while nothing is chosen. */
export function applyTheme(): void {
  show();
  SYSTEM.addEventListener("change", show);
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(CHOSEN);
  else localStorage.setItem(CHOSEN, theme);
  show();
}

function show(): void {
  const theme = chosenTheme();
  const isDark = theme === "dark" || (theme === "system" && SYSTEM.matches);
  applyMode(isDark ? Mode.Dark : Mode.Light);
  document.documentElement.style.colorScheme = isDark ? "dark" : "light";
}
