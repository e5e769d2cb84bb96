import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import type { ReactNode } from "react";
import { useRouteError } from "react-router";
import { ApiProblem } from "../api/problem";
import { told } from "./notifications";

export function PageLoading() {
  return (
    <Box textAlign="center" padding="xxl">
      <Spinner size="large" /> Loading
    </Box>
  );
}

export function PageMissing() {
  return (
    <Titled title="Page not found">
      <Alert type="warning" header="There is no such page">
        Go on with the <Link href="#/purchase-orders">purchase orders</Link>.
      </Alert>
    </Titled>
  );
}

export function PageFailed() {
  return <Failure title="Ledgerline" what="the page" error={useRouteError()} />;
}

interface FailureProps {
  /** The page's heading, where nothing else of the page can be shown. */
  readonly title?: string;
  /** What could not be read, as a sentence names it: "the payment settings". */
  readonly what: string;
  readonly error: unknown;
  readonly retry?: () => void;
}

/** Something could not be read: what the API said, and a way to try again. */
export function Failure({ title, what, error, retry = reload }: FailureProps) {
  const isDenied = error instanceof ApiProblem && error.isDenied;
  return (
    <Titled title={title}>
      <Alert
        type={isDenied ? "warning" : "error"}
        header={isDenied ? `Your role may not see ${what}` : `Could not load ${what}`}
        action={<Button onClick={retry}>Try again</Button>}
      >
        {told(error)}
      </Alert>
    </Titled>
  );
}

/** Under a page's heading: without one, whoever hears it could not tell it from another. */
export function Titled({ title, children }: { title: string | undefined; children: ReactNode }) {
  if (title === undefined) return children;
  return (
    <SpaceBetween size="l">
      <Header variant="h1">{title}</Header>
      {children}
    </SpaceBetween>
  );
}

function reload(): void {
  window.location.reload();
}
