import type { CollectionPreferencesProps } from "@cloudscape-design/components/collection-preferences";
import { useState } from "react";
import type { Column } from "./ListTable";

export type Preferences = CollectionPreferencesProps.Preferences;

/** What a person chose to see of the list `name`, kept in this browser. */
export function usePreferences<T>(name: string, columns: readonly Column<T>[]) {
  const kept = `ledgerline.${name}.preferences`;
  const [preferences, setPreferences] = useState(() => read(kept, columns));
  const keep = (chosen: Preferences) => {
    localStorage.setItem(kept, JSON.stringify(chosen));
    setPreferences(chosen);
  };
  return [preferences, keep] as const;
}

function read<T>(kept: string, columns: readonly Column<T>[]): Preferences {
  const shown = columns.map(({ id, isHiddenAtFirst }) => ({ id, visible: !isHiddenAtFirst }));
  const atFirst: Preferences = {
    pageSize: 20,
    contentDisplay: shown,
    contentDensity: "comfortable",
  };
  try {
    const chosen = JSON.parse(localStorage.getItem(kept) ?? "{}") as Preferences;
    // A column that came with a later version is shown where it stands at first.
    const known = new Set(chosen.contentDisplay?.map(({ id }) => id));
    const added = shown.filter(({ id }) => !known.has(id));
    const contentDisplay = chosen.contentDisplay ? [...chosen.contentDisplay, ...added] : shown;
    return { ...atFirst, ...chosen, contentDisplay };
  } catch {
    return atFirst;
  }
}
