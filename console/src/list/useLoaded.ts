import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Pages } from "./usePages";

/** One page as every list of the API answers. */
interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | null;
}

/** A list that is read on, page after page, for what the API neither filters nor sorts. */
export interface Loaded<T> {
  readonly items: readonly T[];
  readonly isLoading: boolean;
  readonly isRefreshing: boolean;
  readonly error: unknown;
  readonly refresh: () => Promise<unknown>;
  /** Whether the API has more than was read; `loadMore` reads on. */
  readonly hasMore: boolean;
  readonly loadMore: () => void;
}

/** How many pages are read without being asked for, unless it is said. */
const AT_FIRST = 5;

export function useLoaded<T>(
  key: QueryKey,
  fetchPage: (nextToken: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
  atFirst: number = AT_FIRST,
): Loaded<T> {
  const found = useInfiniteQuery({
    queryKey: key,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    getNextPageParam: (page) => page.nextToken ?? undefined,
  });
  const { hasNextPage, isFetching, isError, fetchNextPage } = found;
  const pages = found.data?.pages;
  const readsOn = hasNextPage && !isFetching && !isError && (pages?.length ?? 0) < atFirst;
  useEffect(() => {
    if (readsOn) void fetchNextPage();
  }, [readsOn, fetchNextPage]);
  return {
    items: useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]),
    isLoading: found.isPending || found.isFetchingNextPage,
    isRefreshing: found.isRefetching && !found.isFetchingNextPage,
    error: found.data ? null : found.error,
    refresh: found.refetch,
    hasMore: hasNextPage,
    loadMore: () => void fetchNextPage(),
  };
}

/** The pages of `items`, which were filtered and sorted here; another `name` begins anew. */
export function usePagesOf<T>(
  loaded: Loaded<T>,
  items: readonly T[],
  pageSize: number,
  name: string,
): Pages<T> {
  const [shown, setShown] = useState({ name, page: 1 });
  const known = Math.max(1, Math.ceil(items.length / pageSize));
  const page = shown.name === name ? Math.min(shown.page, known) : 1;
  return {
    items: items.slice((page - 1) * pageSize, page * pageSize),
    isLoading: loaded.isLoading && !items.length,
    isRefreshing: loaded.isRefreshing,
    error: loaded.error,
    refresh: () => void loaded.refresh(),
    page,
    known,
    hasMore: false,
    open: (wanted) => setShown({ name, page: wanted }),
  };
}
