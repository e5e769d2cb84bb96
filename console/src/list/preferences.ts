import { useState } from "react";
import { type Preferences, preferencesOf } from "./kept";
import type { Column } from "./ListTable";

export type { Preferences } from "./kept";

/** What a person chose to see of the list `name`, kept in this browser. */
export function usePreferences<T>(name: string, columns: readonly Column<T>[]) {
  const kept = `ledgerline.${name}.preferences`;
  const [preferences, setPreferences] = useState(() =>
    preferencesOf(localStorage.getItem(kept), columns),
  );
  const keep = (chosen: Preferences) => {
    localStorage.setItem(kept, JSON.stringify(chosen));
    setPreferences(chosen);
  };
  return [preferences, keep] as const;
}
