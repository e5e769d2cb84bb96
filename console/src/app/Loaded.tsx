import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failure, PageLoading } from "./outcomes";

interface Props<T> {
  /** What is read, as a sentence names it: "the payment settings". */
  readonly what: string;
  readonly found: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}

/** What was read, or that it is being read, or why it could not be. */
export function Loaded<T>({ what, found, children }: Props<T>) {
  if (found.data !== undefined) return children(found.data);
  if (!found.error) return <PageLoading />;
  return <Failure what={what} error={found.error} retry={() => void found.refetch()} />;
}
