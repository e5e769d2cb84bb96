import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import Spinner from "@cloudscape-design/components/spinner";
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
    <Alert type="warning" header="There is no such page">
      Go on with the <Link href="#/purchase-orders">purchase orders</Link>.
    </Alert>
  );
}

export function PageFailed() {
  return <Failure what="the page" error={useRouteError()} />;
}

/** Something could not be read: what the API said, and a way to try again. */
export function Failure(props: { what: string; error: unknown; retry?: () => void }) {
  const { what, error, retry = () => window.location.reload() } = props;
  const isDenied = error instanceof ApiProblem && error.isDenied;
  return (
    <Alert
      type={isDenied ? "warning" : "error"}
      header={isDenied ? `Your role may not see ${what}` : `Could not load ${what}`}
      action={<Button onClick={retry}>Try again</Button>}
    >
      {told(error)}
    </Alert>
  );
}
