import { useState } from "react";

export interface Versioned {
  readonly version: number;
}

/**
 * What somebody edits of settings that were read. Until the first edit it follows what is saved;
 * from then on it stays, with the version that was seen, so that a save by somebody else is noticed.
 */
export function useDraft<S extends Versioned, D>(saved: S, toDraft: (saved: S) => D) {
  const [edits, setEdits] = useState<{ version: number; draft: D } | null>(null);
  const draft = edits?.draft ?? toDraft(saved);
  const version = edits?.version ?? saved.version;
  return {
    draft,
    version,
    isChanged: edits !== null,
    change: (changes: Partial<D>) => setEdits({ version, draft: { ...draft, ...changes } }),
    discard: () => setEdits(null),
  };
}
