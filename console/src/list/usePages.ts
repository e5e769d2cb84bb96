import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

/** One page as every list of the API answers. */
interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | null;
}

/** A list that is read page by page, each when it is first opened. */
export interface Pages<T, P = Page<T>> {
  readonly items: readonly T[];
  /** The first page as it was answered: some lists tell their totals beside it. */
  readonly first?: P;
  readonly isLoading: boolean;
  readonly isRefreshing: boolean;
  /** What went wrong, while there is nothing to show instead. */
  readonly error: unknown;
  readonly refresh: () => void;
  /** The page that is shown, from 1 on; how many are known; whether more may follow. */
  readonly page: number;
  readonly known: number;
  readonly hasMore: boolean;
  readonly open: (page: number) => void;
}

const POLL = 2_000;

/** A filter may leave nothing of a page; how many such pages are passed over at once. */
const PASSED_OVER = 20;

interface Options<T> {
  /** Whether it changes by itself: then it is read again and again while somebody looks. */
  readonly isChanging?: (items: readonly T[]) => boolean;
}

/**
 * Reads `fetchPage` from its first page on. A changed `key` begins anew: everything that the API
 * filters or sorts by belongs into it.
 */
export function usePages<T, P extends Page<T> = Page<T>>(
  key: QueryKey,
  fetchPage: (nextToken: string | undefined, signal: AbortSignal) => Promise<P>,
  { isChanging = () => false }: Options<T> = {},
): Pages<T, P> {
  const found = useInfiniteQuery({
    queryKey: key,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => firstWithItems(fetchPage, pageParam, signal),
    getNextPageParam: (page) => page.nextToken ?? undefined,
    refetchInterval: ({ state }) =>
      state.data && isChanging(state.data.pages.flatMap(({ items }) => items)) ? POLL : false,
  });
  const name = JSON.stringify(key);
  const [shown, setShown] = useState({ name, page: 1 });
  const known = found.data?.pages.length ?? 0;
  const page = shown.name === name ? Math.min(shown.page, Math.max(1, known)) : 1;
  const open = async (wanted: number) => {
    if (wanted > known) await found.fetchNextPage();
    setShown({ name, page: wanted });
  };
  return {
    items: found.data?.pages[page - 1]?.items ?? [],
    first: found.data?.pages[0],
    isLoading: found.isPending || found.isFetchingNextPage,
    isRefreshing: found.isRefetching && !found.isFetchingNextPage,
    error: found.data ? null : found.error,
    refresh: () => void found.refetch(),
    page,
    known: Math.max(1, known),
    hasMore: found.hasNextPage,
    open: (wanted) => void open(wanted),
  };
}

/** The next page that holds something, or the last one that was looked at. */
async function firstWithItems<P extends Page<unknown>>(
  fetchPage: (nextToken: string | undefined, signal: AbortSignal) => Promise<P>,
  from: string | undefined,
  signal: AbortSignal,
): Promise<P> {
  let page = await fetchPage(from, signal);
  for (let passed = 0; passed < PASSED_OVER; passed++) {
    if (page.items.length || page.nextToken === null) break;
    page = await fetchPage(page.nextToken, signal);
  }
  return page;
}
