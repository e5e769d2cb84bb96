import type { CollectionPreferencesProps } from "@cloudscape-design/components/collection-preferences";

export type Preferences = CollectionPreferencesProps.Preferences;

interface Shown {
  readonly id: string;
  readonly isHiddenAtFirst?: boolean;
}

/**
 * The preferences that `text` holds, as they were kept, for a list with these columns. A column that
 * is gone since is left out; one that is new follows the others. What cannot be read counts for
 * nothing.
 */
export function preferencesOf(text: string | null, columns: readonly Shown[]): Preferences {
  const shown = columns.map(({ id, isHiddenAtFirst }) => ({ id, visible: !isHiddenAtFirst }));
  const kept = parsed(text);
  const chosen = kept.contentDisplay?.filter(({ id }) => columns.some((each) => each.id === id));
  const added = shown.filter(({ id }) => !chosen?.some((each) => each.id === id));
  return {
    pageSize: 20,
    contentDensity: "comfortable",
    ...kept,
    contentDisplay: [...(chosen ?? []), ...added],
  };
}

function parsed(text: string | null): Preferences {
  try {
    const kept: unknown = JSON.parse(text ?? "{}");
    return isPreferences(kept) ? kept : {};
  } catch {
    return {};
  }
}

function isPreferences(kept: unknown): kept is Preferences {
  if (typeof kept !== "object" || kept === null) return false;
  return !("contentDisplay" in kept) || Array.isArray(kept.contentDisplay);
}
