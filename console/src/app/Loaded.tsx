import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure, PageLoading, Titled } from "./outcomes";

interface Props<T> {
  /** The page's heading until there is more to show, where this is the whole page. */
  readonly title?: string;
  /** What is read, as a sentence names it: "the payment settings". */
  readonly what: string;
  readonly found: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}

/** What was read, or that it is being read, or why it could not be. */
export function Loaded<T>({ title, what, found, children }: Props<T>) {
  if (found.data !== undefined) return children(found.data);
  if (found.error) {
    const retry = () => void found.refetch();
    return <Failure title={title} what={what} error={found.error} retry={retry} />;
  }
  return (
    <Titled title={title}>
      <PageLoading />
    </Titled>
  );
}
