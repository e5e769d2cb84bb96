import Alert from "@cloudscape-design/components/alert";

/** Shown where the console was opened without its deployment. */
export function NotConfigured({ reason }: { reason: string }) {
  return (
    <Alert type="error" header="The console does not know its deployment">
      {reason}. The stack writes this file beside the page; deploy again, or open the address that
      the deployment printed.
    </Alert>
  );
}
