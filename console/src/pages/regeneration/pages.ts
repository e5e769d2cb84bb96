import type { Pages } from "../../list/usePages";

interface Shown {
  /** From 1 on; one that there is not stands for the last. */
  readonly page: number;
  readonly pageSize: number;
  readonly refresh: () => void;
  readonly open: (page: number) => void;
}

/** The pages of what is there as a whole. */
export function pagesOf<T>(items: readonly T[], { page, pageSize, ...rest }: Shown): Pages<T> {
  const known = Math.max(1, Math.ceil(items.length / pageSize));
  const shown = Math.min(Math.max(1, Math.trunc(page) || 1), known);
  return {
    items: items.slice((shown - 1) * pageSize, shown * pageSize),
    isLoading: false,
    isRefreshing: false,
    error: null,
    page: shown,
    known,
    hasMore: false,
    ...rest,
  };
}
