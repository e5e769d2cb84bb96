import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";

interface Props {
  readonly reason: string;
  readonly again: () => void;
}

/** Shown to whom the console could not let in. */
export function NotSignedIn({ reason, again }: Props) {
  return (
    <Alert
      type="warning"
      header="You are not signed in"
      action={<Button onClick={again}>Sign in again</Button>}
    >
      {reason}
    </Alert>
  );
}
